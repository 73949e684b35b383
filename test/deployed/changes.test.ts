import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { rejectionOf } from "../support/clients/sdks.ts";
import { type Api, eventually, newKey, newTenant, openStored } from "../support/deployed/deployment.ts";
import { isInTable, storedItem } from "../support/deployed/table-contents.ts";

const KEY_ATTRIBUTES = ["ciphertext", "wrapped_key", "scheme"];

async function newCredential(settings: object = {}) {
  const tenant = await newTenant();
  const key = newKey();
  const { status, body } = await tenant.api("POST", "/byok", { key, provider: "openai", ...settings });
  expect(status).toBe(201);
  return { ...tenant, key, path: `/byok/${body.data.id}`, ...body.data, id: String(body.data.id) };
}

const eventTypes = async (api: Api, path: string): Promise<string[]> =>
  (await api("GET", `${path}/events`)).body.data.map(({ type }: { type: string }) => type);

describe("rotations", () => {
  it("a rotation leaves the new key to open and the old one nowhere", async () => {
    const { api, id, path, key } = await newCredential();
    const before = await storedItem(id);
    expect(await openStored(id)).toBe(key);
    expect(await isInTable(before.ciphertext)).toBe(true);

    const next = newKey();
    const { status, body } = await api("PATCH", path, { key: next });
    expect([status, body.data.id]).toEqual([200, id]);
    expect(await openStored(id)).toBe(next);
    expect(await isInTable(before.ciphertext)).toBe(false);
    expect(await isInTable(before.wrapped_key)).toBe(false);
    expect(await eventTypes(api, path)).toEqual(["credential.rotated", "credential.created"]);
  });

  it("a rotation to a mask or to the label that was shown is refused, and the key stays", async () => {
    const { api, id, path, key, label } = await newCredential();
    for (const mask of [label, "sk-...AbCd", "sk-********", "••••••••", "[REDACTED]"]) {
      const { status, body } = await api("PATCH", path, { key: mask, name: "x" });
      expect([mask, status]).toEqual([mask, 400]);
      expect(body.error.metadata.fields[0].path).toBe("key");
    }
    expect(await openStored(id)).toBe(key);
    expect((await api("GET", path)).body.data.name).toBeNull();
  });
});

describe("deletions", () => {
  it("a deletion leaves neither ciphertext nor wrapped key in the table, and a record that is gone for callers", async () => {
    const { api, id, path } = await newCredential();
    const before = await storedItem(id);
    expect(Object.keys(before)).toEqual(expect.arrayContaining(KEY_ATTRIBUTES));

    const { status, body } = await api("DELETE", path);
    expect([status, body]).toEqual([200, { deleted: true }]);
    const after = await storedItem(id);
    expect(Object.keys(after).filter((name) => KEY_ATTRIBUTES.includes(name))).toEqual([]);
    expect(after.deleted_at).toEqual(expect.any(String));
    expect(await isInTable(before.ciphertext)).toBe(false);
    expect(await isInTable(before.wrapped_key)).toBe(false);
    expect(await rejectionOf(openStored(id))).toMatchObject({ kind: "not_found" });
    for (const method of ["GET", "DELETE"]) expect((await api(method, path)).status).toBe(404);
    expect((await api("PATCH", path, { name: "x" })).status).toBe(404);
    expect(await eventTypes(api, path)).toEqual(["credential.deleted", "credential.created"]);
  });

  it("a deletion sent right after a creation that nobody waited for is carried out after it", async () => {
    const { api } = await newTenant();
    const created = await api(
      "POST",
      "/byok",
      { key: newKey(), provider: "openai" },
      { prefer: "respond-async" },
    );
    expect([created.status, created.body.status]).toEqual([202, "accepted"]);
    const path = `/byok/${created.body.id}`;
    expect(created.headers.get("location")).toBe(path);

    expect((await api("DELETE", path)).body).toEqual({ deleted: true });
    expect((await api("GET", path)).status).toBe(404);
    expect(await eventTypes(api, path)).toEqual(["credential.deleted", "credential.created"]);
    expect(Object.keys(await storedItem(created.body.id))).not.toContain("ciphertext");
  });

  it("a deletion follows its creation also when neither of the two is waited for", async () => {
    const { api } = await newTenant();
    const inTheBackground = { prefer: "respond-async" };
    const { body } = await api("POST", "/byok", { key: newKey(), provider: "openai" }, inTheBackground);
    const path = `/byok/${body.id}`;
    expect((await api("DELETE", path, undefined, inTheBackground)).status).toBe(202);
    const types = await eventually(async () => {
      const answer = await api("GET", `${path}/events`);
      return answer.status === 200 && answer.body.data.length === 2 && eventTypes(api, path);
    });
    expect(types).toEqual(["credential.deleted", "credential.created"]);
    expect((await api("GET", path)).status).toBe(404);
  });
});

describe("updates", () => {
  it("all updates of different fields at the same time survive", async () => {
    const { api, id, path } = await newCredential();
    const changes = [
      { name: "parallel" },
      { disabled: true },
      { is_fallback: true },
      { is_required: true },
      { declared_zdr: true },
      { allowed_models: ["openai/gpt-5"] },
      { allowed_user_ids: ["user-1"] },
      { allowed_api_key_hashes: ["b".repeat(64)] },
    ];
    const answers = await Promise.all(changes.map((change) => api("PATCH", path, change)));
    expect(answers.map(({ status }) => status)).toEqual(changes.map(() => 200));
    expect((await api("GET", path)).body.data).toMatchObject(Object.assign({ id }, ...changes));
    expect(await eventTypes(api, path)).toHaveLength(changes.length + 1);
  });

  it("an update changes what it names and nothing else, and null clears", async () => {
    const given = { name: "n", allowed_models: [], allowed_user_ids: ["u"], declared_zdr: false };
    const { api, path } = await newCredential(given);
    const { body } = await api("PATCH", path, { allowed_user_ids: null, is_required: true });
    expect(body.data).toMatchObject({ ...given, allowed_user_ids: null, is_required: true });
    expect((await api("PATCH", path, {})).body.data).toEqual(body.data);
    expect((await api("PATCH", path, { name: null, declared_zdr: null })).body.data).toMatchObject({
      name: null,
      declared_zdr: null,
      allowed_models: [],
    });
  });

  it("an update that contradicts what is stored is refused", async () => {
    const { api, path } = await newCredential({ is_fallback: true });
    const { status, body } = await api("PATCH", path, { is_byok_only: true });
    expect([status, body.error.metadata.fields[0].path]).toEqual([400, "is_byok_only"]);
  });
});

describe("idempotency keys", () => {
  it("an Idempotency-Key names one request: its repetition gets its outcome, another body 422", async () => {
    const { api } = await newTenant();
    const named = { "idempotency-key": randomUUID() };
    const body = { key: newKey(), provider: "openai" };
    const first = await api("POST", "/byok", body, named);
    expect((await api("POST", "/byok", body, named)).body).toEqual(first.body);
    expect((await api("POST", "/byok", { ...body, name: "other" }, named)).status).toBe(422);
    expect((await api("GET", "/byok")).body.total_count).toBe(1);

    const path = `/byok/${first.body.data.id}`;
    const renaming = { "idempotency-key": randomUUID() };
    expect((await api("PATCH", path, { name: "a" }, renaming)).status).toBe(200);
    expect((await api("PATCH", path, { name: "a" }, renaming)).status).toBe(200);
    expect((await api("PATCH", path, { name: "b" }, renaming)).status).toBe(422);
    expect((await api("DELETE", path, undefined, renaming)).status).toBe(422);
    expect(await eventTypes(api, path)).toEqual(["credential.updated", "credential.created"]);

    const deleting = { "idempotency-key": randomUUID() };
    for (const _ of ["once", "again"]) {
      expect((await api("DELETE", path, undefined, deleting)).body).toEqual({ deleted: true });
    }
    expect((await api("POST", "/byok", body, named)).status).toBe(409);
  });
});
