import { beforeEach, describe, expect, it } from "vitest";
import { createApp } from "../../../../functions/api/app.ts";
import { START } from "../../../support/fakes/manual-clock.ts";
import { createBody, type DoorWorld, doorWorld, TOKEN } from "../../../support/worlds/door-world.ts";

const HEADERS = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };

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
  it("a caller that knows nothing of 202 is told to repeat a request whose outcome takes longer than the budget", async () => {
    door = doorWorld({ worker: false });
    const { status, body, headers } = await door.post(createBody());
    expect([status, headers.get("retry-after"), headers.get("location")]).toEqual([503, "1", null]);
    expect(body.error).toEqual({
      code: 503,
      message: "The change is queued, and not carried out yet; repeat the request",
      metadata: { request_id: expect.any(String), id: expect.any(String), status: "accepted" },
    });
    const waited = door.clock.now().getTime() - START.getTime();
    expect(waited).toBeGreaterThan(3_000);
    expect(waited).toBeLessThanOrEqual(4_000);
    await door.provision(...door.queue.messages);
    const repeated = await door.post(createBody());
    expect([repeated.status, repeated.body.data.id]).toEqual([201, body.error.metadata.id]);
    expect(door.table.credentials.size).toBe(1);
  });

  it("an answer that is postponed is a line with a metric in the log, and no failed request", async () => {
    door = doorWorld({ worker: false });
    const { body } = await door.post(createBody());
    const { request_id, id } = body.error.metadata;
    expect(door.log.lines).toContainEqual(
      expect.objectContaining({
        level: "info",
        code: "answer_postponed",
        fields: { request_id, credential_id: id, queued: true, postponed_answers: 1 },
      }),
    );
    expect(JSON.stringify(door.log.lines)).not.toContain("request_failed");
  });

  it("a deletion is never told to be repeated, since its repetition would be a 404", async () => {
    const id = (await door.post(createBody())).body.data.id;
    const queue = { send: async () => {} };
    const { status, body } = await door.request("DELETE", `/byok/${id}`, {}, { queue });
    expect([status, body]).toEqual([202, { id, status: "accepted" }]);
  });

  it("the wait counts from when the gateway received the request, within two seconds", async () => {
    for (const [late, most] of [
      [1_500, 2_500],
      [60_000, 2_000],
      [-60_000, 4_000],
    ] as const) {
      door = doorWorld({ worker: false });
      const receivedAt = START.getTime() - late;
      const init = { method: "POST", headers: HEADERS, body: JSON.stringify(createBody()) };
      const answer = await createApp(door.dependencies).request("/byok", init, { receivedAt });
      expect(answer.status).toBe(503);
      const waited = door.clock.now().getTime() - START.getTime();
      expect(waited).toBeLessThanOrEqual(most);
      expect(waited).toBeGreaterThan(most - 400);
    }
  });

  it.each([
    ["wait=1", 1_000],
    ["wait=0", 0],
    ["wait=600", 4_000],
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
