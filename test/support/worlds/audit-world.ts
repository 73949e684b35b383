import { generateKeyPairSync, sign } from "node:crypto";
import { archiveEvents, type BusMessage } from "../../../shared/audit/archive-events.ts";
import type { Archive } from "../../../shared/audit/ports.ts";
import { SETTLE_SECONDS, signDigests } from "../../../shared/audit/sign-digests.ts";
import { verifyAuditLog } from "../../../shared/audit/verify-audit-log.ts";
import { type CloudEvent, toCloudEvent } from "../../../shared/credentials/audit-event.ts";
import { manualClock } from "../fakes/manual-clock.ts";
import { recordingLogger } from "../fakes/recording-logger.ts";

/** An archive in memory: objects by key, which are never overwritten. */
export function memoryArchive(objects = new Map<string, string>()): Archive {
  return {
    async add(key, content) {
      if (objects.has(key)) return false;
      objects.set(key, content);
      return true;
    },
    async *list(prefix, after = "") {
      yield* [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    },
    async read(key) {
      return Buffer.from(objects.get(key) ?? "");
    },
  };
}

/** The nth event in its published form. */
export const cloudEvent = (n: number, overrides: Partial<CloudEvent["data"]> = {}): CloudEvent =>
  toCloudEvent({
    id: `event-${n}`,
    type: "credential.created",
    credential_id: `credential-${n}`,
    workspace_id: null,
    provider: "openai",
    time: "2026-02-03T04:05:06.000Z",
    actor: { type: "management_key", id: "key" },
    door: "api",
    request_id: `request-${n}`,
    changed: ["key"],
    version: 1,
    fingerprint: "f".repeat(64),
    warnings: [],
    rejection: null,
    source: null,
    external_id: null,
    body_digest: null,
    ...overrides,
  });

/** A message from the bus, delivered by a queue. */
export const delivery = (event: object, messageId = "message"): BusMessage => ({
  messageId,
  body: JSON.stringify({ source: "keyferry", "detail-type": "credential.created", detail: event }),
});

const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });

/** An archiver, an auditor and a verifier on one archive in memory. */
export function auditWorld() {
  const objects = new Map<string, string>();
  const archive = memoryArchive(objects);
  const clock = manualClock();
  const log = recordingLogger();
  const auditor = {
    archive,
    signer: {
      keyId: "audit-key",
      sign: async (text: string) => sign("sha256", Buffer.from(text), keys.privateKey),
    },
    deployment: "keyferry-test",
    now: clock.now,
    log,
  };
  return {
    objects,
    archive,
    clock,
    log,
    auditor,
    publicKey: keys.publicKey,
    archiveAll: (...events: readonly object[]) =>
      archiveEvents(
        events.map((event, index) => delivery(event, `message-${index}`)),
        { archive, now: clock.now, log },
      ),
    sign: () => signDigests(auditor),
    /** Archives an hour of some events and signs its digest. */
    async hour(...events: readonly object[]) {
      await this.archiveAll(...events);
      clock.advance(3_600_000);
      return signDigests(auditor);
    },
    verify: (asOf = clock.now()) => verifyAuditLog({ archive, publicKey: keys.publicKey, asOf }),
    keysUnder: (prefix: string) => [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(),
  };
}

export const SETTLED_MS = SETTLE_SECONDS * 1_000 + 1;
