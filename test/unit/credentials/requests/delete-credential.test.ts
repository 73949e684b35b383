import { beforeEach, describe, expect, it } from "vitest";
import { credentialId, managementKey, OTHER_WORKSPACE } from "../../../support/data/fixtures.ts";
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

describe("a credential that the caller may not manage", () => {
  const foreign = { managementKeys: { find: async () => managementKey({ workspaces: [OTHER_WORKSPACE] }) } };
  const STRANGER = { authorization: "Bearer kf_mgmt_a-stranger" };
  const states = {
    "a live one": async () => id,
    "a deleted one": async () => {
      await remove();
      return id;
    },
    "one that does not exist": async () => credentialId(77),
  };

  it.each(
    Object.entries(states).flatMap(([state, make]) =>
      [undefined, "respond-async", "wait=1"].map((prefer) => ({ state, make, prefer })),
    ),
  )(
    "$state is deleted with Prefer $prefer like one that does not exist, and its events show nothing of it",
    async ({ make, prefer }) => {
      const target = await make();
      const before = door.table.events.size;
      const sent = door.queue.messages.length;
      const answer = await door.request(
        "DELETE",
        `/byok/${target}`,
        { headers: { ...STRANGER, ...(prefer !== undefined && { prefer }) } },
        foreign,
      );
      expect(answer.status).toBe(prefer === "respond-async" ? 202 : 404);
      expect(Object.keys(answer.body).sort()).toEqual(
        prefer === "respond-async" ? ["id", "status"] : ["error"],
      );
      expect(door.queue.messages.length - sent).toBe(1);
      expect(door.table.events.size - before).toBe(1);
      const [event] = [...door.table.events.values()].slice(-1);
      expect(event?.credential_id).not.toBe(target);
      expect(event?.workspace_id).toBe(OTHER_WORKSPACE);
      expect(door.typesOf(target)).not.toContain("credential.rejected");
    },
  );

  it("a deletion by a stranger leaves a live credential alone, again and again", async () => {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect((await door.request("DELETE", `/byok/${id}`, { headers: STRANGER }, foreign)).status).toBe(404);
    }
    expect(await door.get(`/byok/${id}`)).toMatchObject({ status: 200 });
    expect(await remove()).toMatchObject({ status: 200 });
  });
});
