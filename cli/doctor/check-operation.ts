import type { ManagementKeyStore } from "../../shared/access/ports.ts";
import { DIGESTS_PREFIX } from "../../shared/audit/archive-layout.ts";
import { readDigest } from "../../shared/audit/digest-signature.ts";
import type { ArchiveReader } from "../../shared/audit/ports.ts";
import type { DeadLetters } from "../../shared/operations/ports.ts";
import type { QueueName } from "../queues.ts";
import { type CheckResult, critical, ok, warning } from "./check.ts";

/* Whether a deployment works: whether callers can use it, and whether something failed or waits. */

/** A digest is made every hour; the alarm `digest-missing` goes off after two. */
const DIGEST_LATE_MS = 2 * 3_600_000;

export async function checkManagementKeys(store: ManagementKeyStore, now: Date): Promise<CheckResult> {
  const keys = await store.list();
  const usable = keys.filter(
    ({ expires_at }) => expires_at === null || Date.parse(expires_at) > now.getTime(),
  );
  return usable.length > 0
    ? ok(`${usable.length} usable`)
    : warning("none is usable: keyferry keys create makes one");
}

export async function checkDeadLetters(queue: QueueName, letters: DeadLetters): Promise<CheckResult> {
  const waiting = await letters.count();
  return waiting === 0 ? ok("none") : critical(`${waiting}: see ${queue}-dead-letters in docs/runbook.md`);
}

export async function checkDigests(archive: ArchiveReader, now: Date): Promise<CheckResult> {
  let last: string | undefined;
  for await (const digest of archive.list(DIGESTS_PREFIX)) last = digest;
  if (last === undefined)
    return warning("none yet: the auditor signs the first one five minutes past the hour");
  const digest = readDigest(Buffer.from(await archive.read(last)).toString());
  if (digest === null) return critical(`${last} is not a digest: see digest-missing in docs/runbook.md`);
  const late = now.getTime() - Date.parse(digest.end) > DIGEST_LATE_MS;
  const detail = `number ${digest.sequence}, up to ${digest.end}`;
  return late ? critical(`the last one is ${detail}: see digest-missing in docs/runbook.md`) : ok(detail);
}
