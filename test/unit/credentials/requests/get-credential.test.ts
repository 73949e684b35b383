import { beforeEach, describe, expect, it } from "vitest";
import { credentialId, managementKey, OTHER_WORKSPACE, WORKSPACE } from "../../../support/data/fixtures.ts";
import { createBody, type DoorWorld, doorWorld } from "../../../support/worlds/door-world.ts";

let door: DoorWorld;
let id: string;
beforeEach(async () => {
  door = doorWorld();
  id = (await door.post(createBody({ name: "first", allowed_models: ["m"] }))).body.data.id;
});
const eventTypes = () => door.typesOf(id);

describe("the credential of another workspace", () => {
  it("a credential of another workspace is a 404 to read, change and delete, and stays as it is", async () => {
    const narrow = { managementKeys: { find: async () => managementKey({ workspaces: [OTHER_WORKSPACE] }) } };
    const path = `/byok/${id}`;
    const statuses = [
      (await door.request("GET", path, {}, narrow)).status,
      (await door.send("PATCH", path, { name: "mine" }, {}, narrow)).status,
      (await door.request("DELETE", path, {}, narrow)).status,
      (await door.request("GET", `${path}/events`, {}, narrow)).status,
    ];
    expect(statuses).toEqual([404, 404, 404, 404]);
    expect(eventTypes()).toEqual(["credential.created"]);
  });
});

describe("GET /byok/{id}", () => {
  it("GET shows a live credential, by its id in either case", async () => {
    const { body: created } = await door.post(createBody());
    const path = `/byok/${String(created.data.id).toUpperCase()}`;
    expect(await door.get(path)).toMatchObject({ status: 200, body: { data: created.data } });
  });

  it("GET answers 404 alike for an unknown, a deleted and a foreign credential, and for what is no id", async () => {
    const { body: gone } = await door.post(createBody());
    await door.request("DELETE", `/byok/${gone.data.id}`);
    const theirs = await door.post(createBody({ workspace_id: OTHER_WORKSPACE }));
    const managementKeys = { find: async () => managementKey({ workspaces: [WORKSPACE] }) };
    const ids = [credentialId(77), gone.data.id, theirs.body.data.id, "a%20b%2Fc", "null", "%F0%9F"];
    for (const id of ids) {
      const answer = await door.request("GET", `/byok/${id}`, {}, { managementKeys });
      expect(answer).toMatchObject({
        status: 404,
        body: { error: { code: 404, message: "Resource not found" } },
      });
    }
  });
});
