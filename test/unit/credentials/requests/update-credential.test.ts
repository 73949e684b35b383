import { beforeEach, describe, expect, it } from "vitest";
import { loadShedding } from "../../../../shared/credentials/requests/load-shedding.ts";
import { OTHER_WORKSPACE, rawKey } from "../../../support/data/fixtures.ts";
import { createBody, type DoorWorld, doorWorld } from "../../../support/worlds/door-world.ts";

let door: DoorWorld;
let id: string;
beforeEach(async () => {
  door = doorWorld();
  id = (await door.post(createBody({ name: "first", allowed_models: ["m"] }))).body.data.id;
});

const patch = (body: unknown, headers: Record<string, string> = {}) =>
  door.send("PATCH", `/byok/${id}`, body, headers);
const eventTypes = () => door.typesOf(id);

describe("PATCH /byok/{id}", () => {
  it("PATCH changes what it names, clears what is null, and leaves the rest and the key alone", async () => {
    const { body: before } = await door.get(`/byok/${id}`);
    const { status, body } = await patch({ name: null, declared_zdr: false, disabled: true });
    expect(status).toBe(200);
    expect({ ...before.data, ...body.data }).toEqual({
      ...before.data,
      name: null,
      declared_zdr: false,
      disabled: true,
    });
    expect(await door.storedKey(id)).toBe(rawKey());
  });

  it("PATCH with a key rotates in place: the same id, a new label, the old key gone", async () => {
    const { body: before } = await door.get(`/byok/${id}`);
    const { status, body } = await patch({ key: rawKey(2) });
    expect(status).toBe(200);
    expect({ ...before.data, ...body.data }).toEqual({
      ...before.data,
      label: `sk-...${rawKey(2).slice(-4)}`,
    });
    expect(await door.storedKey(id)).toBe(rawKey(2));
    expect(eventTypes()).toEqual(["credential.created", "credential.rotated"]);
  });

  it("PATCH with an empty body is legal", async () => {
    expect((await patch({})).status).toBe(200);
  });

  it("PATCH refuses the credential's own label or a mask as a key, which would overwrite a live key", async () => {
    const { body } = await door.get(`/byok/${id}`);
    for (const key of [body.data.label, "sk-...AbCd", "sk-****", "[secret]"]) {
      const answer = await patch({ key });
      expect(answer.status).toBe(400);
      expect(answer.body.error.metadata.fields).toMatchObject([{ path: "key" }]);
      expect(answer.text).not.toContain(key);
    }
    expect(await door.storedKey(id)).toBe(rawKey());
  });

  it.each([
    ["provider", { provider: "groq" }],
    ["workspace_id", { workspace_id: OTHER_WORKSPACE }],
    ["sort_order", { sort_order: 1 }],
    ["key", { key: null }],
    ["disabled", { disabled: null }],
    ["is_byok_only", { is_byok_only: true, is_fallback: true }],
  ])("PATCH is a 400 at %s for %j", async (path, body) => {
    const answer = await patch(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.metadata.fields).toMatchObject([{ path }]);
  });

  it("PATCH is a 400 where it contradicts what is set already", async () => {
    await patch({ is_fallback: true });
    expect((await patch({ is_byok_only: true })).status).toBe(400);
    expect((await patch({ is_byok_only: true, is_fallback: false })).status).toBe(200);
  });

  it("a PATCH that is repeated blindly is carried out once; the same change after another one is a new one", async () => {
    for (const _ of [1, 2, 3]) expect((await patch({ key: rawKey(2) })).status).toBe(200);
    expect(eventTypes()).toEqual(["credential.created", "credential.rotated"]);
    await patch({ disabled: true });
    await patch({ disabled: false });
    await patch({ disabled: true });
    expect((await door.get(`/byok/${id}`)).body.data.disabled).toBe(true);
    expect(eventTypes()).toHaveLength(5);
  });

  it("a PATCH that is repeated after its answer was postponed finds its command, whatever else changed meanwhile", async () => {
    const names = [1, 2, 3].map((n) => ({ allowed_models: [`model-${n}`] }));
    const flags = [{ disabled: true }, { is_required: true }, { key: rawKey(2) }];
    const slow = { queue: { send: async () => {} } };
    for (const change of [names[0], ...flags]) {
      const sent: unknown[] = [];
      const queue = { send: async (command: unknown) => void sent.push(command) };
      const { status, body } = await door.send(
        "PATCH",
        `/byok/${id}`,
        change,
        {},
        { queue, load: loadShedding() },
      );
      expect([status, body.error.metadata.id]).toEqual([503, id]);
      await door.provision(...sent.map((command) => JSON.stringify(command)));
    }
    expect(eventTypes()).toHaveLength(5);
    for (const change of [names[0], ...flags]) {
      const { status, body } = await door.send("PATCH", `/byok/${id}`, change, {}, slow);
      expect(status).toBe(200);
      expect(body.data).toMatchObject({ allowed_models: ["model-1"], disabled: true, is_required: true });
    }
    expect(eventTypes()).toHaveLength(5);
  });

  it("a PATCH under one Idempotency-Key is carried out once, and refused with another body", async () => {
    const headers = { "idempotency-key": "change-1" };
    expect((await patch({ name: "second" }, headers)).status).toBe(200);
    expect((await patch({ name: "second" }, headers)).status).toBe(200);
    expect(eventTypes()).toEqual(["credential.created", "credential.updated"]);
    expect((await patch({ name: "third" }, headers)).status).toBe(422);
  });
});
