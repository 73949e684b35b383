import { expect, it } from "vitest";
import { archivedEvents } from "../../../cli/archived-events.ts";
import { eventsKey } from "../../../shared/audit/archive-layout.ts";
import type { ArchiveReader } from "../../../shared/audit/ports.ts";

const START = new Date("2026-02-03T04:00:00.000Z");
const at = (minutes: number): Date => new Date(START.getTime() + minutes * 60_000);

const event = (id: string, minutes: number) => ({
  id,
  type: "credential.created",
  subject: "c1",
  time: at(minutes).toISOString(),
  data: {
    workspace_id: null,
    door: "api",
    actor: { type: "management_key", id: "m" },
    changed: [],
    rejection: null,
  },
});

/** An archive in memory; an object is listed once it was added. */
function memoryArchive() {
  const objects = new Map<string, string>();
  const reads: string[] = [];
  const archive: ArchiveReader = {
    async *list(prefix, after = "") {
      yield* [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    },
    async read(key) {
      reads.push(key);
      return Buffer.from(objects.get(key) ?? "");
    },
  };
  const add = (time: Date, ...events: object[]) =>
    objects.set(
      eventsKey(time, String(objects.size).padStart(64, "0").split("").reverse().join("")),
      events.map((one) => `${JSON.stringify(one)}\n`).join(""),
    );
  return { archive, add, reads };
}

it("each look returns what was archived since the last one, in the order in which it happened", async () => {
  const { archive, add, reads } = memoryArchive();
  let now = at(0);
  const look = archivedEvents(archive, START, () => now);
  add(at(-1), event("before", -1));
  add(at(0), event("second", 2), event("first", 1));
  expect((await look()).map(({ id }) => id)).toEqual(["first", "second"]);
  expect(await look()).toEqual([]);
  now = at(3);
  add(at(2), event("third", 2));
  expect((await look()).map(({ id }) => id)).toEqual(["third"]);
  expect(reads).toHaveLength(2);
});

it("an event of hours ago is shown to whoever begins there, and so is one that came while the machine slept", async () => {
  const { archive, add } = memoryArchive();
  let now = at(180);
  const look = archivedEvents(archive, START, () => now);
  add(at(1), event("early", 1));
  add(at(179), event("new", 179));
  expect((await look()).map(({ id }) => id)).toEqual(["early", "new"]);
  add(at(185), event("asleep", 185));
  now = at(300);
  expect((await look()).map(({ id }) => id)).toEqual(["asleep"]);
});

it("an object that is listed late is found, and an event that was archived twice is returned once", async () => {
  const { archive, add } = memoryArchive();
  const look = archivedEvents(archive, START, () => at(10));
  add(at(9), event("one", 9));
  expect(await look()).toHaveLength(1);
  add(at(6), event("late", 6), event("one", 9));
  expect((await look()).map(({ id }) => id)).toEqual(["late"]);
});

it("a line that is no event is passed over", async () => {
  const { archive, add } = memoryArchive();
  add(at(1), { id: "odd" }, event("good", 1));
  expect((await archivedEvents(archive, START, () => at(1))()).map(({ id }) => id)).toEqual(["good"]);
});
