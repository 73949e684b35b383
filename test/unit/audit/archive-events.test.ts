import { beforeEach, describe, expect, it } from "vitest";
import { archiverHandler } from "../../../functions/archiver/archiver-handler.ts";
import { archiveEvents } from "../../../shared/audit/archive-events.ts";
import { KeyferryError } from "../../../shared/kernel/errors.ts";
import { auditWorld, cloudEvent, delivery } from "../../support/worlds/audit-world.ts";

let world: ReturnType<typeof auditWorld>;
beforeEach(() => {
  world = auditWorld();
});

const contents = () =>
  [...world.objects.values()].map((text) =>
    text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  );

describe("a batch of events", () => {
  it("a batch of events becomes one object, an event a line, under the time at which it is written", async () => {
    expect(await world.archiveAll(cloudEvent(1), cloudEvent(2))).toEqual([]);
    expect(contents()).toEqual([[cloudEvent(1), cloudEvent(2)]]);
    expect(world.keysUnder("")[0]).toMatch(
      /^events\/2026\/02\/03\/04\/2026-02-03T04-05-06\.000Z-[\da-f]{16}\.jsonl$/,
    );
  });

  it("an event reads the same however its members were ordered, so that a second delivery is equal", async () => {
    const { data, ...rest } = cloudEvent(1);
    const reordered = { data: Object.fromEntries(Object.entries(data).reverse()), ...rest };
    await world.archiveAll(cloudEvent(1));
    expect(await world.archiveAll(reordered)).toEqual([]);
    expect(world.objects.size).toBe(1);
  });

  it("each archived event leaves one log line with the ids that lead to it and nothing else of it", async () => {
    await world.archiveAll(cloudEvent(1), cloudEvent(2));
    expect(world.log.lines.map(({ code, fields }) => [code, fields])).toEqual(
      [1, 2].map((n) => [
        "event_archived",
        {
          event_id: `event-${n}`,
          credential_id: `credential-${n}`,
          request_id: `request-${n}`,
          object: world.keysUnder("")[0],
        },
      ]),
    );
  });
});

describe("events that are not archived", () => {
  it.each([
    "",
    "hello",
    "{}",
    '{"detail":{}}',
    JSON.stringify({ detail: { ...cloudEvent(1), source: "other" } }),
  ])("a message that is no audit event stays on the queue: %s", async (body) => {
    const messages = [delivery(cloudEvent(1), "good"), { messageId: "bad", body }];
    const failed = await archiveEvents(messages, { ...world.auditor });
    expect(failed).toEqual(["bad"]);
    expect(contents()).toEqual([[cloudEvent(1)]]);
    expect(JSON.stringify(world.log.lines)).not.toContain("hello");
  });

  it("every event stays on the queue while the archive cannot be reached", async () => {
    const archive = { add: () => Promise.reject(new KeyferryError("unavailable", "s3:PutObject failed")) };
    const handle = archiverHandler({ ...world.auditor, archive });
    const Records = [1, 2].map((n) => delivery(cloudEvent(n), `message-${n}`)) as never[];
    expect(await handle({ Records })).toEqual({
      batchItemFailures: [{ itemIdentifier: "message-1" }, { itemIdentifier: "message-2" }],
    });
    expect(world.log.lines).toMatchObject([
      { level: "error", code: "events_not_archived", fields: { events: 2, reason: "unavailable" } },
    ]);
  });
});
