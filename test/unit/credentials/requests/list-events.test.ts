import { beforeEach, describe, expect, it } from "vitest";
import { rawKey } from "../../../support/data/fixtures.ts";
import { createBody, type DoorWorld, doorWorld, TOKEN } from "../../../support/worlds/door-world.ts";

let door: DoorWorld;
let id: string;
beforeEach(async () => {
  door = doorWorld();
  id = (await door.post(createBody({ name: "first", allowed_models: ["m"] }))).body.data.id;
});

const patch = (body: unknown, headers: Record<string, string> = {}) =>
  door.send("PATCH", `/byok/${id}`, body, headers);
const remove = (headers: Record<string, string> = {}) => door.request("DELETE", `/byok/${id}`, { headers });

describe("GET /byok/{id}/events", () => {
  it("the events tell what happened, newest first, even of a deleted credential, without the key", async () => {
    await patch({ key: rawKey(2) });
    await remove();
    const { status, body, text } = await door.get(`/byok/${id}/events`);
    expect(status).toBe(200);
    expect(body.data.map(({ type }: { type: string }) => type)).toEqual([
      "credential.deleted",
      "credential.rotated",
      "credential.created",
    ]);
    expect(body.next_cursor).toBeNull();
    expect(text).not.toContain(rawKey(2).slice(0, 20));
    expect(text).not.toContain(TOKEN);
  });

  it("each event is on one page, however small the pages", async () => {
    for (const n of [2, 3, 4, 5]) await patch({ key: rawKey(n) });
    const seen: number[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const { body } = await door.get(`/byok/${id}/events?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.data.map(({ version }: { version: number }) => version));
      cursor = body.next_cursor;
    }
    expect(seen).toEqual([5, 4, 3, 2, 1]);
  });

  it("a cursor that the API did not give out is a 400", async () => {
    expect((await door.get(`/byok/${id}/events?cursor=canary`)).status).toBe(400);
  });
});
