import type { Mutant } from "./mutant.ts";

export const WEBHOOK_MUTANTS: readonly Mutant[] = [
  {
    name: "accepts a webhook without checking its signature",
    file: "shared/webhooks/standard-signature.ts",
    find: `return wellFormed && matches;`,
    replace: `return wellFormed;`,
    faults: [],
  },
  {
    name: "accepts a webhook however old it is",
    file: "shared/webhooks/verify-delivery.ts",
    find: `if (!isTimely(headers.timestamp, now)) {`,
    replace: `if (!isTimely(headers.timestamp, now) && headers.id === "") {`,
    faults: [],
  },
  {
    name: "answers a webhook before its command is queued",
    file: "shared/webhooks/receive-delivery.ts",
    find: `await dependencies.queue.send(command);`,
    replace: `void dependencies.queue.send(command).catch(() => undefined);`,
    faults: ["queue fails", "webhook killed in mid-request"],
  },
  {
    name: "draws a command's id at random, so that a webhook that comes twice happens twice",
    file: "shared/webhooks/webhook-ids.ts",
    find: `content, ...name)`,
    replace: `content, ...name, Math.random())`,
    faults: [],
  },
  {
    name: "takes two bodies under one event id for one event",
    file: "shared/webhooks/webhook-ids.ts",
    find: `content, ...name)`,
    replace: `...name)`,
    faults: [],
  },
  {
    name: "takes a body that is replayed under another id for another event",
    file: "shared/webhooks/webhook-ids.ts",
    find: `source.scheme === "hmac-sha256" && time !== null ? [] : [eventId]`,
    replace: `[eventId]`,
    faults: [],
  },
  {
    name: "revives a credential whose creation comes after its deletion",
    file: "shared/credentials/decide-out-of-order.ts",
    find: `  if (current.deleted_at !== null) {
    return reject(command, "credential_deleted"`,
    replace: `  if (current.deleted_at !== null && command.external === undefined) {
    return reject(command, "credential_deleted"`,
    faults: [],
  },
  {
    name: "forgets a deletion that comes before its creation",
    file: "shared/credentials/pending-credential.ts",
    find: `  command.type !== "credential.create" &&`,
    replace: `  command.type === "credential.update" &&`,
    faults: [],
  },
  {
    name: "keeps the sealed key of what was deleted before its creation",
    file: "shared/credentials/decide-out-of-order.ts",
    find: `const WIPED = { changes: {}, sealed_key: null };`,
    replace: `const WIPED = { changes: {} };`,
    faults: [],
  },
  {
    name: "lets the last arrival win, whatever its time",
    file: "shared/credentials/field-times.ts",
    find: `  time >= (clocks[field] ?? "") && time >= (clocks[CREATED] ?? "");`,
    replace: `  time !== "" || field in clocks;`,
    faults: [],
  },
];
