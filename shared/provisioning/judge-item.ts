import { type Decision, reject, rejectionEvent } from "../credentials/decide.ts";
import { decideInAnyOrder, withAwaited } from "../credentials/decide-out-of-order.ts";
import { type CredentialRecord, isAwaited } from "../credentials/pending-credential.ts";
import { noticeEvent } from "../webhooks/delivery-report.ts";
import { type ExaminedKey, type ExamineKeyDependencies, examineKey } from "./examine-key.ts";
import type { ReadCommand } from "./read-command.ts";

/** A message that names its credential. */
export type Readable = Exclude<ReadCommand, { kind: "unreadable" }>;

/**
 * The key that a message brings, opened and looked at. A creation may find a newer key that came before it: that one
 * counts, unless it is refused. An update ahead of its creation keeps its seal closed until then.
 * @throws KeyferryError `unavailable` when the seal may open later.
 */
export async function examineItem(
  read: Readable,
  record: CredentialRecord | null,
  dependencies: ExamineKeyDependencies,
): Promise<ExaminedKey> {
  if (read.kind !== "command") return NO_KEY;
  const { command } = read;
  if (command.type === "credential.update" && command.external && (record === null || isAwaited(record))) {
    return NO_KEY;
  }
  if (command.type === "credential.create" && isAwaited(record)) {
    const latest = withAwaited(command, record);
    const newer =
      latest.sealed_key === command.sealed_key ? NO_KEY : await examineKey(latest, null, dependencies);
    if (newer.kind === "key") return newer;
  }
  return examineKey(command, record?.provider ?? null, dependencies);
}

/** What a message does to its credential. */
export function judgeItem(
  read: Readable,
  key: ExaminedKey,
  record: CredentialRecord | null,
  now: Date,
): Decision {
  if (read.kind === "notice") return nothingBut(noticeEvent(read.notice, now));
  if (read.kind === "malformed") return nothingBut(rejectionEvent(read.identity, read.rejection, now));
  const { command } = read;
  if (key.kind === "rejected") return reject(command, key.code, key.message, now);
  if (key.kind === "none") return decideInAnyOrder(command, record, undefined, now);
  const own = record?.workspace_id === command.workspace_id;
  if (own && command.type === "credential.update" && record?.provider && record.provider !== key.provider) {
    return reject(command, "seal_mismatch", "the key was sealed for another provider", now);
  }
  return decideInAnyOrder(command, record, key.traits, now);
}

const nothingBut = (event: Decision["event"]): Decision => ({
  credential: null,
  expectedVersion: null,
  key: "keep",
  event,
});

const NO_KEY: ExaminedKey = { kind: "none" };
