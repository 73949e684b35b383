import { unseenReference } from "../../shared/credentials/audit-event.ts";
import type { Open } from "./check-credentials.ts";
import type { Step } from "./history.ts";
import type { Store } from "./read-store.ts";

/**
 * Checks the credentials and events that no client knows of. Only a create whose answer was lost explains
 * one.
 * @param known ids that other checks cover.
 */
export async function checkUnexplained(
  steps: readonly Step[],
  store: Store,
  known: ReadonlySet<string>,
  open: Open,
): Promise<string[]> {
  const violations: string[] = [];
  const lost = new Set(
    steps.filter((step) => step.credentialId === null && step.answer === "unknown").map((step) => step.key),
  );
  for (const id of store.credentials.keys()) {
    if (known.has(id)) continue;
    if (!lost.has(await open(id).catch(() => null)))
      violations.push(`${id} is in the table, but no command created it`);
    if (store.events.get(id)?.length !== 1)
      violations.push(`${id} is an unanswered create without exactly one event`);
  }
  for (const id of store.pending.keys())
    if (!known.has(id)) violations.push(`${id} is pending, but no event names it`);
  const unseen = new Set(
    steps.flatMap(({ action, credentialId, eventId }) =>
      action === "delete" && credentialId !== null && eventId !== null
        ? unseenReference({ credential_id: credentialId, id: eventId }).credential_id
        : [],
    ),
  );
  for (const [id, events] of store.events) {
    if (store.credentials.has(id) || known.has(id) || unseen.has(id)) continue;
    violations.push(
      ...events.map(({ type, id: event }) => `event ${event} (${type}) has no credential ${id}`),
    );
  }
  return violations;
}
