import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../../../shared/credentials/audit-event.ts";
import { newsOf } from "../../../shared/credentials/news-item.ts";
import type { CredentialRecord } from "../../../shared/credentials/pending-credential.ts";
import { toRecordItem } from "../../../shared/credentials/record-item.ts";
import type { Item } from "../../../shared/table/dynamodb-item.ts";
import { READABLE_IN_RECORDS } from "../../../shared/table/table-layout.ts";
import { auditEvent, credential, credentialId, pendingCredential } from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";

const text = fc.string({ maxLength: 20 });
const maybe = fc.option(text, { nil: null });

/** Events of any content, such as an older or newer version of keyferry may have written. */
const anyEvent: fc.Arbitrary<AuditEvent> = fc
  .record({
    id: fc.uuid(),
    credential_id: fc.constantFrom(credentialId(1), credentialId(2)),
    type: fc.constantFrom(
      "credential.created",
      "credential.rejected",
      "delivery.ignored",
      "credential.of_tomorrow",
    ),
    workspace_id: fc.option(fc.uuid(), { nil: null }),
    provider: maybe,
    time: text,
    actor: fc.record({ type: fc.constantFrom("management_key", "webhook", "of_tomorrow"), id: text }),
    door: text,
    request_id: text,
    changed: fc.array(text, { maxLength: 3 }),
    version: fc.option(fc.nat(), { nil: null }),
    fingerprint: maybe,
    warnings: fc.array(text, { maxLength: 2 }),
    rejection: fc.option(fc.record({ code: text, message: text }), { nil: null }),
    source: maybe,
    external_id: maybe,
    body_digest: maybe,
  })
  .map((event) => event as unknown as AuditEvent);

const RECORDS: readonly CredentialRecord[] = [
  credential(),
  credential({ workspace_id: null, source: "portal", external_id: "customer-1" }),
  pendingCredential(),
];

describe("the news of a record", () => {
  it("any events read back as they were written, whatever their record says, and in their order", () => {
    fc.assert(
      fc.property(fc.constantFrom(...RECORDS), fc.array(anyEvent, { maxLength: 4 }), (record, news) => {
        expect(newsOf(toRecordItem({ record, news }, null))).toEqual(news);
      }),
      { numRuns: 300 },
    );
  });

  it("the attributes that the relay may read are enough to read the news", () => {
    const news = [auditEvent(1), auditEvent(2)];
    const item = toRecordItem({ record: credential(), news }, null);
    const seen = Object.fromEntries(
      READABLE_IN_RECORDS.flatMap((name) => (item[name] ? [[name, item[name]]] : [])),
    );
    expect(newsOf(seen)).toEqual(news);
  });

  it.each([
    ["a creation", "credential.created", { created: START }],
    ["a rotation", "credential.rotated", { created: START, key: START, declared_region: START }],
  ] as const)(
    "a record with the event of %s stays below the kilobyte that costs one write unit",
    (_, type, times) => {
      const clocks = Object.fromEntries(
        Object.entries(times).map(([field, at]) => [field, at.toISOString()]),
      );
      const record = credential({
        name: "Production",
        label: "sk-proj-...AbCd",
        clocks,
        version: 2,
        key_version: 2,
      });
      const event: AuditEvent = {
        ...auditEvent(1),
        type,
        credential_id: record.id,
        actor: { type: "management_key", id: credentialId(7) },
        request_id: credentialId(8),
        time: record.updated_at,
        version: record.version,
      };
      // A key of 164 characters with its initialisation vector and tag, and a data key as KMS wraps it.
      const encrypted = { scheme: 1, ciphertext: Buffer.alloc(192), wrapped_key: Buffer.alloc(184) };
      const item = toRecordItem({ record, news: [event] }, encrypted);
      expect(sizeOf(item)).toBeLessThanOrEqual(1024);
    },
  );

  it("the news that somebody wrote by hand are an error that repeats nothing of them", () => {
    const item = {
      ...toRecordItem({ record: credential(), news: [] }, null),
      ...marshall({ news: [{ i: 7 }] }),
    };
    expect(() => newsOf(item)).toThrow(/a stored audit event is malformed/);
  });
});

/** The bytes of an item as DynamoDB counts them: names, texts and binary in full, numbers by two digits, 3 for each list and map. */
function sizeOf(item: Item): number {
  const valueSize = (value: AttributeValue): number => {
    if (value.S !== undefined) return Buffer.byteLength(value.S);
    if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1;
    if (value.B !== undefined) return value.B.length;
    if (value.L !== undefined) return 3 + value.L.reduce((sum, member) => sum + 1 + valueSize(member), 0);
    if (value.M !== undefined) return 3 + Object.keys(value.M).length + sizeOf(value.M);
    return 1;
  };
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value),
    0,
  );
}
