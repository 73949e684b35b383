import type { AuditEvent } from "../../shared/credentials/audit-event.ts";
import { deriveId } from "../../shared/kernel/derive-id.ts";
import type { Open } from "./check-credentials.ts";
import { type AcceptedEvent, checkExternal } from "./check-external.ts";
import type { Attempt } from "./history.ts";
import type { Store } from "./read-store.ts";

/** The result of comparing a webhook source's answers with the store. */
export interface WebhookFindings {
  readonly violations: readonly string[];
  /** The ids in the store that this check covers. */
  readonly known: ReadonlySet<string>;
}

/** Refused deliveries leave only these events, each at most once in five minutes. */
const REPORTS = [
  "delivery.rejected bad_signature",
  "delivery.rejected bad_header",
  "delivery.rejected bad_timestamp",
  "delivery.ignored unknown_event_type",
];

/**
 * Checks the credentials of webhook sources by docs/webhooks.md: unsigned deliveries are refused, an event
 * gets the same answer however often it arrives and under whatever id it is replayed, and the events of an external id end in the documented state
 * in any order.
 */
export async function checkWebhooks(
  attempts: readonly Attempt[],
  store: Store,
  open: Open,
  minutes: number,
): Promise<WebhookFindings> {
  const violations: string[] = [];
  const known = new Set<string>();
  const accepted = new Map<string, AcceptedEvent[]>();
  const keyOf = ({ source, event }: Attempt) => `${source} ${event.id} ${event.at}`;
  for (const own of Map.groupBy(attempts, keyOf).values()) {
    const { event, source, forgery } = own[0] as Attempt;
    const name = `${source} ${event.id}`;
    const answered = own.filter(({ status }) => status > 0 && status !== 429 && status < 500);
    const unexpected = answered.find(({ status, forgery }) => status !== (forgery === null ? 202 : 401));
    if (unexpected) {
      const what = unexpected.forgery === null ? "real" : `forged (${unexpected.forgery})`;
      violations.push(`event ${name} is ${what} and was answered with ${unexpected.status}`);
    }
    if (forgery !== null) continue;
    const receipts = new Set(answered.map(({ receipt }) => receipt));
    if (receipts.size === 0) violations.push(`event ${name} was never accepted`);
    if (receipts.size > 1) violations.push(`event ${name} has ${receipts.size} different answers`);
    const { id, command_id } = JSON.parse([...receipts][0] || "{}");
    if ((id === undefined) !== (event.type === "unknown"))
      violations.push(`event ${name} (${event.type}) has a wrong answer`);
    if (id === undefined) continue;
    const group = `${source} ${event.externalId} ${id}`;
    accepted.set(group, [...(accepted.get(group) ?? []), { ...event, commandId: command_id }]);
  }
  for (const [group, events] of accepted) {
    const [, externalId = "", id = ""] = group.split(" ");
    known.add(id);
    violations.push(
      ...(await checkExternal(id, events, store, open)).map((what) => `${externalId}: ${what}`),
    );
  }
  for (const source of new Set(attempts.map((attempt) => attempt.source))) {
    const id = deriveId("source", source);
    known.add(id);
    violations.push(...checkReports(source, store.events.get(id) ?? [], minutes));
  }
  return { violations, known };
}

function checkReports(source: string, events: readonly AuditEvent[], minutes: number): string[] {
  const kinds = Map.groupBy(events, ({ type, rejection }) => `${type} ${rejection?.code}`);
  return [...kinds].flatMap(([kind, own]) => {
    if (!REPORTS.includes(kind)) return [`source ${source} has an event ${kind}`];
    // Reports are counted in windows of five minutes, so a run of six minutes may touch three.
    const most = Math.ceil(minutes / 5) + 1;
    return own.length > most ? [`source ${source} has ${own.length} events ${kind}`] : [];
  });
}
