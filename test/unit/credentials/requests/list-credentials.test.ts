import { beforeEach, describe, expect, it } from "vitest";
import { managementKey, OTHER_WORKSPACE, rawKey, WORKSPACE } from "../../../support/data/fixtures.ts";
import { createBody, type DoorWorld, doorWorld } from "../../../support/worlds/door-world.ts";

let door: DoorWorld;
let id: string;
beforeEach(async () => {
  door = doorWorld();
  id = (await door.post(createBody({ name: "first", allowed_models: ["m"] }))).body.data.id;
});
const remove = (headers: Record<string, string> = {}) => door.request("DELETE", `/byok/${id}`, { headers });

describe("GET /byok", () => {
  it("GET /byok lists the live credentials of the default workspace, page by page, with the total of all", async () => {
    for (const n of [2, 3, 4]) {
      door.clock.advance(1);
      await door.post(createBody({ key: rawKey(n), name: `n${n}` }));
    }
    await door.post(createBody({ workspace_id: OTHER_WORKSPACE }));
    await remove();
    const names = async (query: string) => {
      const { body } = await door.get(`/byok${query}`);
      return [body.total_count, ...body.data.map(({ name }: { name: string }) => name)];
    };
    expect(await names("")).toEqual([3, "n2", "n3", "n4"]);
    expect(await names("?limit=2")).toEqual([3, "n2", "n3"]);
    expect(await names("?limit=2&offset=2")).toEqual([3, "n4"]);
    expect(await names("?offset=9")).toEqual([3]);
    expect(await names("?provider=groq")).toEqual([0]);
    expect(await names(`?workspace_id=${OTHER_WORKSPACE}`)).toEqual([1, null]);
  });

  it.each([
    "limit=0",
    "limit=101",
    "offset=-1",
    "limit=x",
    "workspace_id=x",
    "provider=none",
    "limit=1&limit=2",
  ])("GET /byok?%s is a 400 that names the parameter and not its value", async (query) => {
    const { status, body } = await door.get(`/byok?${query}`);
    expect(status).toBe(400);
    expect(body.error.metadata.fields).toMatchObject([{ path: query.split("=")[0] }]);
  });

  it("GET /byok is a 403 for a workspace that the management key may not manage", async () => {
    const managementKeys = { find: async () => managementKey({ workspaces: [WORKSPACE] }) };
    const answer = await door.request("GET", `/byok?workspace_id=${OTHER_WORKSPACE}`, {}, { managementKeys });
    expect(answer.status).toBe(403);
  });
});
