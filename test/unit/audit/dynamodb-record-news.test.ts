import { expect, it } from "vitest";
import { eventsIn } from "../../../shared/audit/dynamodb-record-news.ts";
import { toEventItem, toOutboxItem } from "../../../shared/credentials/event-item.ts";
import { toRecordItem } from "../../../shared/credentials/record-item.ts";
import { auditEvent, credential } from "../../support/data/fixtures.ts";
import { recordingLogger } from "../../support/fakes/recording-logger.ts";

const recordsOf = (images: readonly unknown[]) => images.map((NewImage) => ({ dynamodb: { NewImage } }));

it("the stream tells the newest event of a record's news, and each event of the outbox", () => {
  const images = [
    toRecordItem({ record: credential(), news: [auditEvent(1), auditEvent(2)] }, null),
    toOutboxItem(auditEvent(3)),
  ];
  expect(eventsIn(recordsOf(images), recordingLogger())).toEqual([auditEvent(2), auditEvent(3)]);
});

it("a malformed item in the stream hides none of its neighbours, and is in the relay's log", () => {
  const log = recordingLogger();
  const bad = { ...toOutboxItem(auditEvent(1)), actor: { S: "written by hand" } };
  expect(eventsIn(recordsOf([bad, toOutboxItem(auditEvent(2))]), log)).toEqual([auditEvent(2)]);
  expect(log.lines).toMatchObject([{ level: "error", code: "item_unreadable" }]);
  expect(JSON.stringify(log.lines)).not.toContain("by hand");
});

it("a removed item, a record without news, and an event of the log tell the relay nothing", () => {
  const images = [toRecordItem({ record: credential(), news: [] }, null), {}];
  expect(eventsIn([{}, { dynamodb: {} }, ...recordsOf(images)], recordingLogger())).toEqual([]);
  expect(eventsIn(recordsOf([toEventItem(auditEvent(1))]), recordingLogger())).toEqual([]);
});
