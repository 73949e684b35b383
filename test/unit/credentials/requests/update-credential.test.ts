import { beforeEach, describe, expect, it } from "vitest";
import {
  credentialId,
  managementKey,
  OTHER_WORKSPACE,
  rawKey,
  WORKSPACE,
} from "../../../support/data/fixtures.ts";
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
const eventTypes = () => door.typesOf(id);

describe("PATCH /byok/{id}", () => {
  it("changes what it names, clears what is null, and leaves the rest and the key alone", async () => {
    const { body: before } = await door.get(`/byok/${id}`);
    const { status, body } = await patch({ name: null, declared_zdr: false, disabled: true });
    expect(status).toBe(200);
    expect(body.data).toEqual({ ...before.data, name: null, declared_zdr: false, disabled: true });
    expect(await door.storedKey(id)).toBe(rawKey());
  });

  it("with a key rotates in place: the same id, a new label, the old key gone", async () => {
    const { body: before } = await door.get(`/byok/${id}`);
    const { status, body } = await patch({ key: rawKey(2) });
    expect(status).toBe(200);
    expect(body.data).toEqual({ ...before.data, label: `sk-...${rawKey(2).slice(-4)}` });
    expect(await door.storedKey(id)).toBe(rawKey(2));
    expect(eventTypes()).toEqual(["credential.created", "credential.rotated"]);
  });

  it("of nothing at all is legal", async () => {
    expect((await patch({})).status).toBe(200);
  });

  it("refuses the credential's own label or a mask as a key, which would overwrite a live key", async () => {
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
  ])("400 at %s for %j", async (path, body) => {
    const answer = await patch(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.metadata.fields).toMatchObject([{ path }]);
  });

  it("400 where it contradicts what is set already", async () => {
    await patch({ is_fallback: true });
    expect((await patch({ is_byok_only: true })).status).toBe(400);
    expect((await patch({ is_byok_only: true, is_fallback: false })).status).toBe(200);
  });

  it("repeated blindly is carried out once; the same change made after another one is a new one", async () => {
    for (const _ of [1, 2, 3]) expect((await patch({ key: rawKey(2) })).status).toBe(200);
    expect(eventTypes()).toEqual(["credential.created", "credential.rotated"]);
    await patch({ disabled: true });
    await patch({ disabled: false });
    await patch({ disabled: true });
    expect((await door.get(`/byok/${id}`)).body.data.disabled).toBe(true);
    expect(eventTypes()).toHaveLength(5);
  });

  it("under one Idempotency-Key is carried out once, and refused with another body", async () => {
    const headers = { "idempotency-key": "change-1" };
    expect((await patch({ name: "second" }, headers)).status).toBe(200);
    expect((await patch({ name: "second" }, headers)).status).toBe(200);
    expect(eventTypes()).toEqual(["credential.created", "credential.updated"]);
    expect((await patch({ name: "third" }, headers)).status).toBe(422);
  });
});

describe("DELETE /byok/{id}", () => {
  it("answers 200 with a body, which the SDK needs, and wipes the key", async () => {
    expect(await remove()).toMatchObject({ status: 200, body: { deleted: true } });
    expect(door.table.keys.size).toBe(0);
    expect(eventTypes()).toEqual(["credential.created", "credential.deleted"]);
  });

  it("leaves nothing to read, change or delete", async () => {
    await remove();
    const statuses = [
      (await door.get(`/byok/${id}`)).status,
      (await patch({ name: "x" })).status,
      (await remove()).status,
    ];
    expect(statuses).toEqual([404, 404, 404]);
    expect(eventTypes()).toHaveLength(2);
  });

  it("404 for a credential that never was", async () => {
    expect((await door.request("DELETE", `/byok/${credentialId(77)}`)).status).toBe(404);
    expect((await door.request("DELETE", "/byok/no-id")).status).toBe(404);
  });
});

describe("another workspace's credential", () => {
  it("is 404 to read, change and delete, and stays as it is", async () => {
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

describe("GET /byok", () => {
  it("lists the live credentials of the default workspace, page by page, with the total of all", async () => {
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
  ])("400 for %s, at the parameter and without its value", async (query) => {
    const { status, body } = await door.get(`/byok?${query}`);
    expect(status).toBe(400);
    expect(body.error.metadata.fields).toMatchObject([{ path: query.split("=")[0] }]);
  });

  it("403 for a workspace that the management key may not manage", async () => {
    const managementKeys = { find: async () => managementKey({ workspaces: [WORKSPACE] }) };
    const answer = await door.request("GET", `/byok?workspace_id=${OTHER_WORKSPACE}`, {}, { managementKeys });
    expect(answer.status).toBe(403);
  });
});

describe("GET /byok/{id}/events", () => {
  it("tells what happened, newest first, even of a deleted credential, without the key", async () => {
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

  it("page by page: each event once, however small the pages", async () => {
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

  it("400 for a cursor that is none of ours", async () => {
    expect((await door.get(`/byok/${id}/events?cursor=canary`)).status).toBe(400);
  });
});
