import { beforeEach, describe, expect, it } from "vitest";
import { credentialId } from "../../../support/data/fixtures.ts";
import { createBody, type DoorWorld, doorWorld } from "../../../support/worlds/door-world.ts";

let door: DoorWorld;
let id: string;
beforeEach(async () => {
  door = doorWorld();
  id = (await door.post(createBody({ name: "first", allowed_models: ["m"] }))).body.data.id;
});

const patch = (body: unknown, headers: Record<string, string> = {}) =>
  door.send("PATCH", `/byok/${id}`, body, headers);
const remove = (headers: Record<string, string> = {}) => door.request("DELETE", `/byok/${id}`, { headers });
const eventTypes = () => door.typesOf(id);

describe("DELETE /byok/{id}", () => {
  it("DELETE answers 200 with a body, which the SDK needs, and wipes the key", async () => {
    expect(await remove()).toMatchObject({ status: 200, body: { deleted: true } });
    expect(door.table.keys.size).toBe(0);
    expect(eventTypes()).toEqual(["credential.created", "credential.deleted"]);
  });

  it("a deleted credential can be neither read nor changed nor deleted", async () => {
    await remove();
    const statuses = [
      (await door.get(`/byok/${id}`)).status,
      (await patch({ name: "x" })).status,
      (await remove()).status,
    ];
    expect(statuses).toEqual([404, 404, 404]);
    expect(eventTypes()).toHaveLength(2);
  });

  it("a credential that never existed is a 404", async () => {
    expect((await door.request("DELETE", `/byok/${credentialId(77)}`)).status).toBe(404);
    expect((await door.request("DELETE", "/byok/no-id")).status).toBe(404);
  });
});
