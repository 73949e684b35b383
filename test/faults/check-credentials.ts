import { isDeepStrictEqual } from "node:util";
import type { AuditEvent, RejectionCode } from "../../shared/credentials/audit-event.ts";
import type { Step } from "./history.ts";
import type { Store } from "./read-store.ts";
import { UNRESTRICTED } from "./restrictions.ts";

const EVENT_OF: Record<Step["action"], AuditEvent["type"]> = {
  create: "credential.created",
  import: "credential.created",
  replay: "credential.rejected",
  raw: "credential.rejected",
  rotate: "credential.rotated",
  rename: "credential.updated",
  restrict: "credential.updated",
  delete: "credential.deleted",
};

/** Returns the raw key of a stored credential. Throws if it does not decrypt. */
export type Open = (id: string) => Promise<string>;

/**
 * Compares the credentials of the API and of imports with what their clients were told.
 * Returns each broken promise in words.
 */
export async function checkCredentials(steps: readonly Step[], store: Store, open: Open): Promise<string[]> {
  const violations = checkRefusals(steps);
  for (const [id, own] of stepsByCredential(steps)) {
    const code = CODE_OF.get(own[0]?.action ?? "create");
    const broken = code ? checkRejected(id, code, store) : await checkOne(id, own, steps, store, open);
    violations.push(
      ...broken.map((what, index) => (index === 0 ? [what, ...traceOf(id, steps, store)].join("\n") : what)),
    );
  }
  return violations;
}

/** A client that was told of a credential must find it. No client acts on a credential after its deletion. */
function checkRefusals(steps: readonly Step[]): string[] {
  const told = new Set<string>();
  return steps.flatMap(({ action, credentialId, answer, status }) => {
    if (credentialId === null) return [];
    if (answer === "done") told.add(credentialId);
    return answer === "refused" && told.has(credentialId)
      ? [`${credentialId}: exists, but ${action} was answered with ${status}`]
      : [];
  });
}

/** What happened to a credential, line by line: its clients' steps in their order, and its events by time. */
function traceOf(id: string, steps: readonly Step[], store: Store): string[] {
  const own = steps.filter(({ credentialId }) => credentialId === id);
  const events = (store.events.get(id) ?? []).toSorted((a, b) => a.time.localeCompare(b.time));
  return [
    ...own.map(
      ({ action, answer, status, eventId }) => `  step ${action}: ${answer} (${status}), event ${eventId}`,
    ),
    ...events.map(
      ({ time, type, version, rejection, id: event, request_id }) =>
        `  ${time} ${type} version ${version} ${rejection?.code ?? ""} event ${event}, request ${request_id}`,
    ),
    `  field times ${JSON.stringify(store.credentials.get(id)?.clocks ?? store.pending.get(id)?.clocks)}`,
  ];
}

/** The steps that may have changed something, by the credential that their client knows. */
export const stepsByCredential = (steps: readonly Step[]): ReadonlyMap<string, readonly Step[]> =>
  Map.groupBy(
    steps.filter(({ credentialId, answer }) => credentialId !== null && answer !== "refused"),
    ({ credentialId }) => credentialId as string,
  );

/** Mistakes are rejected: no seal opens in another workspace, and no queue takes raw keys. */
const CODE_OF: ReadonlyMap<Step["action"], RejectionCode> = new Map([
  ["replay", "seal_mismatch"],
  ["raw", "malformed_command"],
]);

function checkRejected(id: string, code: RejectionCode, store: Store): string[] {
  const outcomes = (store.events.get(id) ?? []).map(({ type, rejection }) => rejection?.code ?? type);
  return [
    ...(store.credentials.has(id) ? [`${id} is a ${code}, but was stored`] : []),
    ...(outcomes.join() === code ? [] : [`${id} is a ${code} and left: ${outcomes.join() || "nothing"}`]),
  ];
}

/** The rejections of commands that arrived after one that its door accepted later: from the dead letters, or reordered. */
const OVERTAKEN: ReadonlySet<string | undefined> = new Set(["superseded", "credential_not_found"]);

/** A later change supersedes a command. After a later deletion, there is no credential to change. */
const isOvertaken = ({ rejection }: AuditEvent): boolean => OVERTAKEN.has(rejection?.code);

/**
 * A credential is missing only if its deletion arrived before its creation. The door may have answered such a deletion
 * with 404, since it had seen nothing.
 */
function checkNeverStored(id: string, steps: readonly Step[], store: Store): string[] {
  const codes = (store.events.get(id) ?? []).map(({ rejection }) => rejection?.code);
  const isDeleted = steps.some(({ action, credentialId }) => action === "delete" && credentialId === id);
  return isDeleted && codes.every((code) => code === "credential_deleted" || code === "credential_not_found")
    ? []
    : [`${id} was acknowledged and is not in the table`];
}

async function checkOne(
  id: string,
  steps: readonly Step[],
  everyStep: readonly Step[],
  store: Store,
  open: Open,
): Promise<string[]> {
  const credential = store.credentials.get(id);
  if (credential === undefined) return checkNeverStored(id, everyStep, store);
  const violations: string[] = [];
  const complain = (what: string) => violations.push(`${id}: ${what}`);
  const all = store.events.get(id) ?? [];
  const overtaken = new Map(all.filter(isOvertaken).map((event) => [event.id, event.rejection?.code]));
  const events = all
    .filter((event) => !isOvertaken(event))
    .toSorted((a, b) => (a.version ?? 0) - (b.version ?? 0));

  // Each version has exactly one event, and each event has exactly one version. A deletion that came before the creation
  // has a version as well, but its event is none of the credential's.
  const isDeletedFirst = everyStep.some(
    ({ action, credentialId }) => action === "delete" && credentialId === id,
  );
  const before = isDeletedFirst ? Math.max(0, (events[0]?.version ?? 1) - 1) : 0;
  if (events.some((event, index) => event.version !== before + index + 1))
    complain("its events do not count its versions");
  if (credential.version !== before + events.length)
    complain(`version ${credential.version} after ${before + events.length} events`);

  const byId = new Map(events.map((event) => [event.id, event]));
  const known = new Set(steps.map((step) => step.eventId));
  for (const event of events)
    if (!known.has(event.id)) complain(`${event.type} ${event.id} was never asked for`);

  const applied: Step[] = [];
  for (const step of steps) {
    const code = overtaken.get(step.eventId ?? "");
    if (code !== undefined) {
      // Below it counts like the others: the last one that was accepted must be in force, and cannot be overtaken.
      if (code === "superseded") applied.push(step);
      else if (credential.deleted_at === null) complain(`${step.action} did not find it, and it is live`);
      continue;
    }
    const event = byId.get(step.eventId ?? "");
    if (event === undefined) {
      if (step.answer !== "unknown")
        complain(`${step.action} was answered with ${step.status} and has no event`);
      continue;
    }
    // An outcome that a client was told must be readable.
    const found = step.action === "delete" ? 404 : 200;
    if (step.readBack !== null && step.readBack < 500 && step.readBack !== found)
      complain(`${step.action} was answered with ${step.status}, and then read as ${step.readBack}`);
    if (event.type !== EVENT_OF[step.action]) complain(`${step.action} left a ${event.type}`);
    applied.push(step);
  }

  const gone = everyStep.some(
    ({ action, credentialId, status }) => action === "delete" && credentialId === id && status === 404,
  );
  if (gone && credential.deleted_at === null) complain("is live after a deletion that did not find it yet");
  const deleted = applied.some((step) => step.action === "delete");
  if (deleted !== (credential.deleted_at !== null))
    complain(deleted ? "is live after its deletion" : "is deleted");
  const name = applied.findLast((step) => step.name !== null)?.name;
  if (credential.name !== name) complain("does not have the last name that was acknowledged");
  const restrictions = Object.assign({}, UNRESTRICTED, ...applied.map((step) => step.restrictions));
  for (const [field, value] of Object.entries(restrictions)) {
    const stored = credential[field as keyof typeof UNRESTRICTED];
    if (!isDeepStrictEqual(stored, value)) complain(`does not have the last ${field} that was acknowledged`);
  }
  if (deleted) {
    if (store.withCiphertext.has(id)) complain("is deleted and keeps its ciphertext");
  } else {
    const key = applied.findLast((step) => step.key !== null)?.key;
    const opened = await open(id).catch((error: Error) => error);
    if (opened instanceof Error) complain(`does not open: ${opened.message}`);
    else if (opened !== key) complain("does not open to the last key that was acknowledged");
  }
  return violations;
}
