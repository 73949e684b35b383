import { describe, expect, it } from "vitest";
import { loadShedding } from "../../../../shared/credentials/requests/load-shedding.ts";
import { rawKey } from "../../../support/data/fixtures.ts";
import { START } from "../../../support/fakes/manual-clock.ts";
import { createBody, doorWorld } from "../../../support/worlds/door-world.ts";

const later = (ms: number) => new Date(START.getTime() + ms);

describe("a process that learns of the worker's load", () => {
  it("one command that is late, however often it is repeated, stops no other", () => {
    const load = loadShedding();
    for (let n = 0; n < 5; n += 1) load.observeLate("stuck", 4_000, START);
    expect(load.pauseLeft(START)).toBe(0);
  });

  it("two commands that are late in a row stop others for a second, and further ones for up to eight", () => {
    const load = loadShedding();
    const pauses = ["a", "b", "c", "d", "e", "f"].map((id) => {
      load.observeLate(id, 4_000, START);
      return load.pauseLeft(START);
    });
    expect(pauses).toEqual([0, 1_000, 2_000, 4_000, 8_000, 8_000]);
    expect(load.pauseLeft(later(7_999))).toBe(1);
    expect(load.pauseLeft(later(8_000))).toBe(0);
  });

  it("an outcome in time starts over", () => {
    const load = loadShedding();
    for (const id of ["a", "b", "c"]) load.observeLate(id, 4_000, START);
    load.observeInTime();
    expect(load.pauseLeft(START)).toBe(0);
    load.observeLate("d", 4_000, START);
    expect(load.pauseLeft(START)).toBe(0);
  });

  it("a wait that its caller kept short shows nothing", () => {
    const load = loadShedding();
    for (const id of ["a", "b", "c"]) load.observeLate(id, 1_000, START);
    expect(load.pauseLeft(START)).toBe(0);
  });
});

describe("a door in front of a worker that is behind", () => {
  const behind = async () => {
    const door = doorWorld({ worker: false });
    for (const n of [1, 2]) expect((await door.post(createBody({ key: rawKey(n) }))).status).toBe(503);
    return door;
  };

  it("the door refuses a change before anything is queued, and says when to repeat it", async () => {
    const door = await behind();
    const { status, headers, body } = await door.post(createBody({ key: rawKey(3) }));
    expect([status, headers.get("retry-after")]).toEqual([503, "1"]);
    expect(body.error.metadata).toEqual({ request_id: expect.any(String) });
    expect(door.queue.messages).toHaveLength(2);
    expect(JSON.stringify(door.log.lines)).not.toContain("request_failed");
  });

  it("the door takes what its caller does not wait for, and every deletion", async () => {
    const door = await behind();
    const prefer = "respond-async";
    const { status, body } = await door.post(createBody({ key: rawKey(3) }), { prefer });
    expect(status).toBe(202);
    expect((await door.request("DELETE", `/byok/${body.id}`)).status).toBe(202);
    expect(door.queue.messages).toHaveLength(4);
  });

  it("the door answers with what is carried out meanwhile, and lets changes through again after the pause", async () => {
    const door = await behind();
    await door.provision(...door.queue.messages);
    expect((await door.post(createBody({ key: rawKey(1) }))).status).toBe(201);
    door.clock.advance(1_000);
    expect((await door.post(createBody({ key: rawKey(3) }))).body.error.metadata.status).toBe("accepted");
    expect(door.queue.messages).toHaveLength(3);
  });
});
