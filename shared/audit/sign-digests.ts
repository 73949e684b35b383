import { KeyferryError } from "../kernel/errors.ts";
import type { Clock, Logger } from "../kernel/ports.ts";
import { DIGESTS_PREFIX, digestKey, EVENTS_PREFIX, eventsBoundary, timeOfEvents } from "./archive-layout.ts";
import type { AuditDigest } from "./audit-digest.ts";
import { digestObject, sha256Hex } from "./digest-lines.ts";
import { readDigest, signingInput, toJws } from "./digest-signature.ts";
import type { Archive, DigestSigner } from "./ports.ts";

export interface AuditorDependencies {
  readonly archive: Archive;
  readonly signer: DigestSigner;
  /** The deployment's name. */
  readonly deployment: string;
  readonly now: Clock;
  readonly log: Logger;
}

/**
 * Seconds within which an object must appear after the time in its key. They exceed the archiver's time
 * limit, so that no object can arrive in a period that is already signed.
 */
export const SETTLE_SECONDS = 20;

/**
 * The most objects per digest; a busy hour has several digests. With 500 events per object, a digest stays
 * within a few megabytes.
 */
const MAX_OBJECTS = 100;

const EPOCH = "1970-01-01T00:00:00.000Z";

/**
 * Signs what was archived since the last digest, up to now, and returns the new digests. There is at least
 * one, also for a quiet hour, so that a gap shows. There is none if a concurrent run signed first.
 * @throws KeyferryError `unavailable`. Digests signed before that remain, and the next run continues after
 *   them.
 */
export async function signDigests(dependencies: AuditorDependencies): Promise<readonly AuditDigest[]> {
  const until = new Date(dependencies.now().getTime() - SETTLE_SECONDS * 1_000);
  const signed: AuditDigest[] = [];
  for (;;) {
    const digest = await signNext(until, dependencies);
    if (digest === null) return signed;
    signed.push(digest);
    if (digest.end === until.toISOString()) return signed;
  }
}

async function signNext(until: Date, dependencies: AuditorDependencies): Promise<AuditDigest | null> {
  const { archive, signer, deployment, log } = dependencies;
  const last = await findLast(archive);
  const start = last?.digest.end ?? EPOCH;
  if (start >= until.toISOString()) return null;
  const { keys, end } = await keysBetween(archive, new Date(start), until);
  const digest: AuditDigest = {
    version: 1,
    deployment,
    sequence: (last?.digest.sequence ?? 0) + 1,
    start,
    end: end.toISOString(),
    previous_sha256: last?.sha256 ?? null,
    objects: [],
  };
  for (const key of keys) digest.objects.push(digestObject(key, await archive.read(key)));

  const input = signingInput(digest, signer.keyId);
  const added = await archive.add(digestKey(digest.sequence), toJws(input, await signer.sign(input)));
  const { sequence } = digest;
  if (!added) {
    log.warn("digest_superseded", { sequence });
    return null;
  }
  const events = digest.objects.reduce((sum, object) => sum + object.events.length, 0);
  log.info("digest_signed", {
    sequence,
    start,
    end: digest.end,
    objects: keys.length,
    events,
    digests_signed: 1,
  });
  return digest;
}

async function findLast(archive: Archive): Promise<{ digest: AuditDigest; sha256: string } | null> {
  let last: string | undefined;
  for await (const key of archive.list(DIGESTS_PREFIX)) last = key;
  if (last === undefined) return null;
  const content = await archive.read(last);
  const digest = readDigest(Buffer.from(content).toString());
  // Continuing from here would hide the damage. The chain must stop, so that the alarm rings.
  if (digest === null) throw new KeyferryError("conflict", `${last} is not a digest`);
  return { digest, sha256: sha256Hex(content) };
}

/** The objects of a period, or of its first part if there are many. A part never ends within one time. */
async function keysBetween(
  archive: Archive,
  start: Date,
  until: Date,
): Promise<{ keys: readonly string[]; end: Date }> {
  const keys: string[] = [];
  let latest = 0;
  for await (const key of archive.list(EVENTS_PREFIX, eventsBoundary(start))) {
    if (key >= eventsBoundary(until)) break;
    const time = timeOfEvents(key);
    if (time === null) continue;
    if (keys.length >= MAX_OBJECTS && time.getTime() > latest) return { keys, end: time };
    keys.push(key);
    latest = time.getTime();
  }
  return { keys, end: until };
}
