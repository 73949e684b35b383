import { expect, it } from "vitest";
import { outboxEntriesOf } from "../../../shared/audit/dynamodb-outbox-stream.ts";
import { newOutboxEntry, toOutboxItem } from "../../../shared/audit/outbox-item.ts";
import { toCredentialItem } from "../../../shared/credentials/credential-item.ts";
import { toEventItem } from "../../../shared/credentials/event-item.ts";
import { auditEvent, credential } from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";

it("an outbox entry is found in the table's stream among everything else, which does no harm", () => {
  const entry = newOutboxEntry([auditEvent(1)], START.toISOString());
  const images = [
    toCredentialItem(credential(), null),
    toOutboxItem(entry),
    toEventItem(auditEvent()),
    { pk: { S: "OUTBOX#1" } },
    {},
  ];
  const records = [{}, { dynamodb: {} }, ...images.map((NewImage) => ({ dynamodb: { NewImage } }))];
  expect(outboxEntriesOf(records)).toMatchObject([{ shard: entry.shard, position: entry.position }]);
});
