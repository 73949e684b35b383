import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../../../shared/credentials/audit-event.ts";
import { isCredentialItem } from "../../../shared/credentials/credential-item.ts";
import type { CredentialRecord } from "../../../shared/credentials/pending-credential.ts";
import { fromRecordItem, recordUpdate, toRecordItem } from "../../../shared/credentials/record-item.ts";
import { auditEvent, credential, pendingCredential } from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";

const TIME = START.toISOString();
const stored = (record: CredentialRecord, news: readonly AuditEvent[] = []) => ({ record, news });
const pending = pendingCredential();
const tombstone = pendingCredential({ changes: {}, clocks: {}, sealed_key: null, deleted_at: TIME });

describe("pending credentials as items", () => {
  it.each([
    ["updates", pending],
    ["a deletion", tombstone],
    ["a global one's", { ...pending, workspace_id: null }],
  ])("a pending credential reads back as it was written: %s", (_, record) => {
    const item = toRecordItem(stored(record), null);
    expect(fromRecordItem(item)).toEqual(stored(record));
    expect(isCredentialItem(item)).toBe(false);
  });

  it("a pending credential is in no listing", () => {
    expect(toRecordItem(stored(pending), null)).not.toHaveProperty("position");
  });

  it.each([
    ["that its webhooks made", pending],
    ["that a door's deletion of the unseen made", { ...pending, workspace_id: null, source: null }],
  ])("a pending credential %s leaves nothing behind in the credential that it becomes", (_, before) => {
    const created = credential({
      id: pending.id,
      source: "portal",
      external_id: "customer-1",
      clocks: { created: TIME },
    });
    const encrypted = { scheme: 1, ciphertext: Buffer.of(1), wrapped_key: Buffer.of(2) };
    const { values } = recordUpdate(stored(created), encrypted, "write");
    const set = Object.entries(values).map(([name, value]) => [name.slice(1), value] as const);
    const item: Record<string, AttributeValue> = {
      ...toRecordItem(stored(before, [auditEvent(1)]), null),
      ...Object.fromEntries(set),
    };
    for (const name of removedBy(recordUpdate(stored(created), encrypted, "write").expression))
      delete item[name];
    expect(item).toEqual(toRecordItem(stored(created), encrypted));
  });

  it("a tombstone keeps no key", () => {
    expect(removedBy(recordUpdate(stored(tombstone), null, "keep").expression)).toEqual(
      expect.arrayContaining(["sealed", "deferred"]),
    );
  });
});

const removedBy = (expression: string): string[] =>
  (expression.split(" REMOVE ")[1] ?? "").split(", ").map((name) => name.slice(1));
