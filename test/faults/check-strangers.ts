import type { Open } from "./check-credentials.ts";
import type { Step } from "./history.ts";
import type { Store } from "./read-store.ts";

/**
 * Holds what no client knows of, credentials and events, against the one thing that explains it: a create whose answer
 * was lost. @param known ids that other checks look after.
 */
export async function checkStrangers(
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
      violations.push(`${id} is in the table and nobody made it`);
    if (store.events.get(id)?.length !== 1)
      violations.push(`${id} is an unanswered create without exactly one event`);
  }
  for (const id of store.pending.keys())
    if (!known.has(id)) violations.push(`${id} is pending and nobody spoke of it`);
  for (const [id, events] of store.events) {
    if (store.credentials.has(id) || known.has(id)) continue;
    violations.push(
      ...events.map(({ type, id: event }) => `event ${event} (${type}) has no credential ${id}`),
    );
  }
  return violations;
}
