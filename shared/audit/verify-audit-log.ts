import type { KeyObject } from "node:crypto";
import { DIGESTS_PREFIX, digestKey, EVENTS_PREFIX, sequenceOf, timeOfEvents } from "./archive-layout.ts";
import type { AuditDigest } from "./audit-digest.ts";
import { sha256Hex } from "./digest-lines.ts";
import { isSignedBy, readDigest } from "./digest-signature.ts";
import type { ArchiveReader } from "./ports.ts";
import { type AuditFinding, verifyObjects } from "./verify-objects.ts";

export interface AuditReport {
  /** In the order of the log, so that the first finding is the place to start. Empty for an intact log. */
  readonly findings: readonly AuditFinding[];
  readonly digests: number;
  readonly objects: number;
  /** The number of distinct events: one that was delivered twice counts once. */
  readonly events: number;
  /** The number of objects that no digest covers yet, because they were written after the last one. */
  readonly pending: number;
  /** The end of the verified period; null if there is no digest. */
  readonly verified_to: string | null;
}

export interface VerifyDependencies {
  readonly archive: ArchiveReader;
  /** It must come from a place that an attacker of the archive cannot change. */
  readonly publicKey: KeyObject;
  /** The time at which the copy was made: digests must reach up to it. */
  readonly asOf: Date;
}

/** Digests are hourly; one that is this late was lost or never made. */
const LATE_AFTER_MS = 2 * 3_600_000;

/**
 * Checks the archive against its digests, from the first to the last: each is signed, names the previous one
 * and begins where that one ended; each object that it names is there, unchanged; and its period holds no
 * other object. It needs no access to AWS.
 */
export async function verifyAuditLog({ archive, publicKey, asOf }: VerifyDependencies): Promise<AuditReport> {
  const findings: AuditFinding[] = [];
  const objects = await collect(archive, EVENTS_PREFIX);
  const seen = new Map<string, string>();
  let previous: { readonly digest: AuditDigest; readonly sha256: string } | null = null;
  let digests = 0;

  for (const key of await collect(archive, DIGESTS_PREFIX)) {
    const content = Buffer.from(await archive.read(key));
    const digest = readDigest(content.toString());
    const sequence = sequenceOf(key);
    const finding = (kind: AuditFinding["kind"], detail: string) =>
      findings.push({ kind, what: "digest", name: key, object: key, detail });
    digests += 1;
    if (sequence === null) finding("inserted", "no digest has such a name");
    else if (digest === null || !isSignedBy(publicKey, content.toString())) {
      finding("altered", "its signature does not hold");
    } else if (digest.sequence !== sequence) {
      finding("altered", `it was signed as number ${digest.sequence}`);
    } else {
      const broken = breakInChain(previous, digest);
      if (broken !== null) findings.push(broken);
      const inPeriod = objects.filter((object) => isWithin(object, digest));
      findings.push(...(await verifyObjects(digest, inPeriod, archive, seen)));
      previous = { digest, sha256: sha256Hex(content) };
    }
  }

  const end = previous?.digest.end ?? null;
  const foreign = objects.filter((key) => timeOfEvents(key) === null);
  for (const key of foreign) {
    findings.push({
      kind: "inserted",
      what: "object",
      name: key,
      object: key,
      detail: "the archiver gives no object this name",
    });
  }
  if (end === null || asOf.getTime() - Date.parse(end) > LATE_AFTER_MS)
    findings.push(truncated(previous?.digest, asOf));
  return {
    findings,
    digests,
    objects: objects.length,
    events: seen.size,
    pending: objects.filter((key) => (timeOfEvents(key)?.toISOString() ?? "") >= (end ?? "")).length,
    verified_to: end,
  };
}

function breakInChain(
  previous: { readonly digest: AuditDigest; readonly sha256: string } | null,
  digest: AuditDigest,
): AuditFinding | null {
  const expected = (previous?.digest.sequence ?? 0) + 1;
  if (digest.sequence !== expected) {
    const name = digestKey(expected);
    const [from, to] = [previous?.digest.end ?? "the beginning", digest.start];
    return {
      kind: "missing",
      what: "digest",
      name,
      object: name,
      detail: `nothing vouches for ${from} to ${to}`,
    };
  }
  if (
    digest.previous_sha256 === (previous?.sha256 ?? null) &&
    digest.start === (previous?.digest.end ?? digest.start)
  ) {
    return null;
  }
  const name = digestKey(expected - 1);
  const detail = `${digestKey(digest.sequence)} was made after another one`;
  return { kind: "altered", what: "digest", name, object: name, detail };
}

const isWithin = (key: string, { start, end }: AuditDigest): boolean => {
  const time = timeOfEvents(key)?.toISOString();
  return time !== undefined && time >= start && time < end;
};

function truncated(last: AuditDigest | undefined, asOf: Date): AuditFinding {
  const name = digestKey((last?.sequence ?? 0) + 1);
  const since = last === undefined ? "there is no digest" : `no digest since ${last.end}`;
  const detail = `${since}, as of ${asOf.toISOString()}: the log was cut off, or digests are not made`;
  return { kind: "missing", what: "digest", name, object: name, detail };
}

async function collect(archive: ArchiveReader, prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const key of archive.list(prefix)) keys.push(key);
  return keys;
}
