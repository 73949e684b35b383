import { beforeEach, describe, expect, it } from "vitest";
import { START } from "../../../support/fakes/manual-clock.ts";
import { createBody, type DoorWorld, doorWorld } from "../../../support/worlds/door-world.ts";

let door: DoorWorld;
beforeEach(() => {
  door = doorWorld();
});

describe("callers that do not wait", () => {
  it.each(["respond-async", "handling=lenient, Respond-Async", "respond-async; x=1"])(
    "a caller with Prefer: %s gets 202 with the id and where to look",
    async (prefer) => {
      const { status, body, headers } = await door.post(createBody(), { prefer });
      expect(status).toBe(202);
      expect(body).toEqual({ id: expect.any(String), status: "accepted", warnings: [] });
      expect(headers.get("location")).toBe(`/byok/${body.id}`);
      expect(door.clock.now()).toEqual(START);
      expect((await door.get(`/byok/${body.id}`)).body.data.id).toBe(body.id);
    },
  );

  it("a caller that does not wait gets the 201 all the same where the credential exists already", async () => {
    await door.post(createBody());
    expect((await door.post(createBody(), { prefer: "respond-async" })).status).toBe(201);
  });
});

describe("a slow worker", () => {
  it("a worker that takes longer than the budget makes the answer a 202 with the id that the credential will have", async () => {
    door = doorWorld({ worker: false });
    const { status, body } = await door.post(createBody());
    expect(status).toBe(202);
    const waited = door.clock.now().getTime() - START.getTime();
    expect(waited).toBeGreaterThan(4_000);
    expect(waited).toBeLessThanOrEqual(5_000);
    await door.provision(...door.queue.messages);
    expect((await door.post(createBody())).body.data.id).toBe(body.id);
  });

  it.each([
    ["wait=1", 1_000],
    ["wait=0", 0],
    ["wait=600", 5_000],
    ['respond-async, wait="2"', 2_000],
  ])("a caller is kept waiting no longer than Prefer: %s allows", async (prefer, budget) => {
    door = doorWorld({ worker: false });
    expect((await door.post(createBody(), { prefer })).status).toBe(202);
    const waited = door.clock.now().getTime() - START.getTime();
    expect(waited).toBeLessThanOrEqual(budget);
    expect(waited).toBeGreaterThanOrEqual(budget - 400);
  });

  it("an outcome is noticed as soon as it is there", async () => {
    let looks = 0;
    const reader = {
      ...door.table.reader,
      findCommandState: async (reference: { credential_id: string; id: string }) => {
        looks += 1;
        return looks < 4 ? { credential: null, event: null } : door.table.reader.findCommandState(reference);
      },
    };
    expect((await door.post(createBody(), {}, { reader })).status).toBe(201);
    expect(looks).toBe(4);
    expect(door.clock.now().getTime() - START.getTime()).toBeLessThan(500);
  });
});
