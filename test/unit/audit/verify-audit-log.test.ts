import { generateKeyPairSync } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { verifyAuditLog } from "../../../shared/audit/verify-audit-log.ts";
import { auditWorld, cloudEvent } from "../../support/worlds/audit-world.ts";

type World = ReturnType<typeof auditWorld>;

let world: World;
/** Three hours: events 1 to 3, events 4 to 6 in two objects, and none. */
beforeEach(async () => {
  world = auditWorld();
  await world.hour(cloudEvent(1), cloudEvent(2), cloudEvent(3));
  await world.archiveAll(cloudEvent(4), cloudEvent(5));
  world.clock.advance(1_000);
  await world.hour(cloudEvent(6));
  await world.hour();
});

const objectOf = (id: string): string => {
  const key = world.keysUnder("events/").find((name) => world.objects.get(name)?.includes(`"${id}"`));
  if (key === undefined) throw new Error(`no object with ${id}`);
  return key;
};
/** Changes the lines of the object that an event is in. */
const edit = (id: string, change: (lines: string[], index: number) => string[]): void => {
  const key = objectOf(id);
  const lines = (world.objects.get(key) ?? "").trimEnd().split("\n");
  const index = lines.findIndex((line) => line.includes(`"${id}"`));
  world.objects.set(key, `${change(lines, index).join("\n")}\n`);
};
const first = async () => (await world.verify()).findings[0];
const digest = (n: number) => `digests/000000000${n}.jws`;

it("an untouched log passes", async () => {
  expect(await world.verify()).toEqual({
    findings: [],
    digests: 3,
    objects: 3,
    events: 6,
    pending: 0,
    verified_to: expect.stringMatching(/^2026-02-03T07:/),
  });
});

describe.each([1, 2, 3, 4, 5, 6])("event %i", (n) => {
  const id = `event-${n}`;

  it("an event is named when it is deleted", async () => {
    edit(id, (lines, index) => lines.toSpliced(index, 1));
    expect(await first()).toMatchObject({ kind: "missing", what: "event", name: id });
  });

  it("an event is named when it is altered", async () => {
    edit(id, (lines, index) => lines.with(index, (lines[index] ?? "").replace("openai", "openrouter")));
    expect(await first()).toMatchObject({ kind: "altered", what: "event", name: id });
  });

  it("an event is named when it is cut off in the middle", async () => {
    edit(id, (lines, index) => [...lines.slice(0, index), (lines[index] ?? "").slice(0, 40)]);
    expect(await first()).toMatchObject({ kind: "altered", what: "event", name: id });
  });

  it("an event is named when the log is cut off before it", async () => {
    edit(id, (lines, index) => lines.slice(0, index));
    expect(await first()).toMatchObject({ kind: "missing", what: "event", name: id });
  });

  it("an event does not hide one that was inserted before it", async () => {
    edit(id, (lines, index) => lines.toSpliced(index, 0, JSON.stringify(cloudEvent(99))));
    expect(await first()).toMatchObject({
      kind: "inserted",
      what: "event",
      name: "event-99",
      object: objectOf(id),
    });
  });

  it("an event does not hide one that was inserted behind it", async () => {
    edit(id, (lines, index) => lines.toSpliced(index + 1, 0, JSON.stringify(cloudEvent(99))));
    expect(await first()).toMatchObject({ kind: "inserted", what: "event", name: "event-99" });
  });

  it("an event is named when it is there twice in its object", async () => {
    edit(id, (lines, index) => lines.toSpliced(index, 0, lines[index] ?? ""));
    expect((await world.verify()).findings).toHaveLength(1);
  });
});

describe("objects", () => {
  it("a missing object is named by its first event", async () => {
    world.objects.delete(objectOf("event-4"));
    expect(await first()).toMatchObject({ kind: "missing", what: "event", name: "event-4" });
  });

  it("an object that was put into a closed hour is named by its first event", async () => {
    const key = objectOf("event-2").replace(/-[\da-f]{16}\.jsonl$/, "-0123456789abcdef.jsonl");
    world.objects.set(key, `${JSON.stringify(cloudEvent(50))}\n`);
    expect(await first()).toMatchObject({ kind: "inserted", what: "event", name: "event-50", object: key });
  });

  it.each(["events/readme.txt", "events/2026/02/03/04/2026-02-03T99-05-06.000Z-0123456789abcdef.jsonl"])(
    "an object of a name that the archiver does not give is named: %s",
    async (key) => {
      world.objects.set(key, "hello");
      expect((await world.verify()).findings).toMatchObject([
        { kind: "inserted", what: "object", name: key },
      ]);
    },
  );

  it("an object whose line breaks alone were changed is named", async () => {
    const key = objectOf("event-6");
    world.objects.set(key, (world.objects.get(key) ?? "").trimEnd());
    expect(await first()).toMatchObject({ kind: "altered", what: "object", name: key });
  });

  it("an object that was added after the last digest waits for the next one", async () => {
    await world.archiveAll(cloudEvent(7));
    expect(await world.verify()).toMatchObject({ findings: [], objects: 4, events: 6, pending: 1 });
  });
});

describe("digests", () => {
  it.each([1, 2])("the missing digest number %i leaves a gap", async (n) => {
    world.objects.delete(digest(n));
    expect(await first()).toMatchObject({ kind: "missing", what: "digest", name: digest(n) });
  });

  it("the digests that are missing at the end leave the log too short for its age", async () => {
    world.objects.delete(digest(3));
    world.objects.delete(digest(2));
    world.objects.delete(objectOf("event-4"));
    world.objects.delete(objectOf("event-6"));
    expect(await first()).toMatchObject({ kind: "missing", what: "digest", name: digest(2) });
  });

  it("a log without any digest is reported", async () => {
    for (const n of [1, 2, 3]) world.objects.delete(digest(n));
    expect(await world.verify()).toMatchObject({
      findings: [{ kind: "missing", name: digest(1) }],
      verified_to: null,
    });
  });

  it.each([
    ["another digest under its number", () => world.objects.get(digest(1)) ?? ""],
    ["a changed payload", () => swapPayload((text) => text.replace('"sequence":2', '"sequence":2 '))],
    ["no signature", () => (world.objects.get(digest(2)) ?? "").split(".").slice(0, 2).join(".")],
    ["algorithm none", () => withHeader({ alg: "none" })],
    ["nonsense", () => "hello"],
    ["nothing", () => ""],
  ])("an altered digest is named: %s", async (_, content) => {
    world.objects.set(digest(2), content());
    expect(await first()).toMatchObject({ kind: "altered", what: "digest", name: digest(2) });
  });

  it("a digest that another key signed counts as altered", async () => {
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const report = await verifyAuditLog({ archive: world.archive, publicKey, asOf: world.clock.now() });
    expect(report.findings[0]).toMatchObject({ kind: "altered", what: "digest", name: digest(1) });
  });

  it("a digest of another chain does not fit, though the same key signed it", async () => {
    const other = auditWorld();
    await other.hour(cloudEvent(8));
    await other.hour(cloudEvent(9));
    world.objects.set(digest(2), other.objects.get(digest(2)) ?? "");
    expect(await first()).toMatchObject({ what: "digest", kind: "altered" });
  });

  it("a digest of a strange name counts as inserted", async () => {
    world.objects.set("digests/latest.jws", world.objects.get(digest(3)) ?? "");
    expect(await first()).toMatchObject({ kind: "inserted", what: "digest", name: "digests/latest.jws" });
  });
});

it("an event that the bus delivered twice is fine, and counts once", async () => {
  await world.hour(cloudEvent(2));
  expect(await world.verify()).toMatchObject({ findings: [], objects: 4, events: 6 });
});

it("an event that was archived twice with different contents is a contradiction", async () => {
  await world.hour(cloudEvent(2, { provider: "anthropic" }));
  expect(await first()).toMatchObject({ kind: "contradictory", what: "event", name: "event-2" });
});

const withHeader = (header: object): string =>
  [
    Buffer.from(JSON.stringify(header)).toString("base64url"),
    ...(world.objects.get(digest(2)) ?? "").split(".").slice(1),
  ].join(".");

function swapPayload(change: (text: string) => string): string {
  const [header = "", payload = "", signature = ""] = (world.objects.get(digest(2)) ?? "").split(".");
  const changed = change(Buffer.from(payload, "base64url").toString());
  return [header, Buffer.from(changed).toString("base64url"), signature].join(".");
}
