import { marshall } from "@aws-sdk/util-dynamodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../../../shared/credentials/audit-event.ts";
import { newsOf } from "../../../shared/credentials/news-item.ts";
import type { CredentialRecord } from "../../../shared/credentials/pending-credential.ts";
import { toRecordItem } from "../../../shared/credentials/record-item.ts";
import { NEWS, READABLE_IN_RECORDS } from "../../../shared/table/table-layout.ts";
import {
  auditEvent,
  commandId,
  credential,
  credentialId,
  pendingCredential,
} from "../../support/data/fixtures.ts";

const text = fc.string({ maxLength: 20 });
const maybe = fc.option(text, { nil: null });

/** Events of any content, such as an older or newer version of keyferry may have written. */
const anyEvent: fc.Arbitrary<AuditEvent> = fc
  .record({
    id: fc.uuid(),
    credential_id: fc.constantFrom(credentialId(1), credentialId(2)),
    type: fc.constantFrom("credential.created", "credential.rejected", "credential.of_tomorrow"),
    workspace_id: fc.option(fc.uuid(), { nil: null }),
    provider: maybe,
    time: text,
    actor: fc.record({ type: text, id: text }),
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

  it("a record with its creation's event stays below the kilobyte that costs one write unit", () => {
    const record = credential({ label: "sk-proj-...AbCd", fingerprint: "f".repeat(43) });
    const event: AuditEvent = {
      ...auditEvent(1),
      id: commandId(1),
      actor: { type: "management_key", id: credentialId(7) },
      request_id: credentialId(8),
      changed: ["key"],
      time: record.updated_at,
      version: record.version,
      fingerprint: record.fingerprint,
    };
    const item = toRecordItem({ record, news: [event] }, null);
    // What the news adds: names, values, and about three bytes for each list and map.
    expect(Buffer.byteLength(JSON.stringify(item[NEWS]))).toBeLessThan(300);
  });

  it("the news that somebody wrote by hand are an error that repeats nothing of them", () => {
    const item = {
      ...toRecordItem({ record: credential(), news: [] }, null),
      ...marshall({ news: [{ i: 7 }] }),
    };
    expect(() => newsOf(item)).toThrow(/a stored audit event is malformed/);
  });
});
