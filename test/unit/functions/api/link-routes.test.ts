import { beforeEach, describe, expect, it } from "vitest";
import { Secret } from "../../../../shared/kernel/secret.ts";
import { hashLinkToken } from "../../../../shared/links/link-token.ts";
import { publicKeyThumbprint } from "../../../../shared/sealing/public-key-jwk.ts";
import { managementKey, OTHER_WORKSPACE, rawKey, WORKSPACE } from "../../../support/data/fixtures.ts";
import { intakePublicKey } from "../../../support/fakes/local-kms.ts";
import { createBody, type DoorWorld, doorWorld, TOKEN } from "../../../support/worlds/door-world.ts";

const OTHER_TOKEN = "kf_mgmt_tests-only-other-token";

let door: DoorWorld;
beforeEach(() => {
  const other = managementKey({
    id: "b0000000-0000-4000-8000-000000000002",
    workspaces: [OTHER_WORKSPACE],
    default_workspace_id: OTHER_WORKSPACE,
  });
  door = doorWorld({ keys: { [TOKEN]: managementKey(), [OTHER_TOKEN]: other } });
});

const body = (overrides: object = {}) => ({ provider: "openai", name: "production", ...overrides });
const create = (overrides: object = {}, headers: Record<string, string> = {}) =>
  door.send("POST", "/byok/links", body(overrides), headers);
const as = (token: string) => ({ authorization: `Bearer ${token}` });
const revoke = (id: string, token = TOKEN) =>
  door.request("DELETE", `/byok/links/${id}`, { headers: as(token) });
const typesOf = () => [...door.table.events.values()].map(({ type }) => type);

describe("POST /byok/links", () => {
  it("a new link is answered with its URL, and the table has no more than the hash of the URL's token", async () => {
    const { status, headers, body: answer, text } = await create({ expires_in: 3_600 });
    expect(status).toBe(201);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("location")).toBe(`/byok/links/${answer.data.id}`);
    const [, id, token = "", thumbprint] =
      /^https:\/\/api\.example\.com\/in\/([\w-]{36})#([\w-]{43})\.([\w-]{43})$/.exec(answer.data.url) ?? [];
    expect([id, thumbprint]).toEqual([answer.data.id, publicKeyThumbprint(intakePublicKey)]);
    expect(answer.data).toMatchObject({
      status: "open",
      purpose: "create",
      provider: "openai",
      workspace_id: WORKSPACE,
      workspace_label: null,
      name: "production",
      created_by: managementKey().id,
      created_at: "2026-02-03T04:05:06.000Z",
      expires_at: "2026-02-03T05:05:06.000Z",
      redeemed_at: null,
      label: null,
      refused_keys: 0,
    });
    const stored = door.table.links.links.get(answer.data.id);
    expect(stored?.token_hash).toBe(hashLinkToken(new Secret(token)));
    expect(text).not.toContain(stored?.token_hash);
    const kept = JSON.stringify([stored, door.queue.messages, door.log.lines, [...door.table.events]]);
    expect(kept).not.toContain(token);
    expect(typesOf()).toEqual(["link.created"]);
  });

  it("a repeated request shows the same link with the same URL, and a later one makes another", async () => {
    const first = await create();
    const again = await create();
    expect(again.body).toEqual(first.body);
    door.clock.advance(60_001);
    const later = await create();
    expect(later.body.data.url).not.toBe(first.body.data.url);
    expect(typesOf()).toEqual(["link.created", "link.created"]);
  });

  it("an Idempotency-Key means one link for ever, with one body", async () => {
    const named = { "idempotency-key": "alice" };
    const first = await create({}, named);
    door.clock.advance(3_600_000);
    expect((await create({}, named)).body.data.url).toBe(first.body.data.url);
    expect((await create({ name: "other" }, named)).status).toBe(422);
    expect((await create({}, { "idempotency-key": "bob" })).body.data.id).not.toBe(first.body.data.id);
    await revoke(first.body.data.id);
    expect((await create({}, named)).status).toBe(409);
  });

  it("two callers with the same body make two links", async () => {
    const first = await create({ workspace_id: OTHER_WORKSPACE });
    const second = await create({ workspace_id: OTHER_WORKSPACE }, as(OTHER_TOKEN));
    expect(second.body.data.id).not.toBe(first.body.data.id);
  });

  it("a link for a rotation takes all that it shows from its credential", async () => {
    const { body: created } = await door.post(createBody({ name: "mine" }));
    const { id } = created.data;
    const answer = await door.send("POST", "/byok/links", { purpose: "rotate", credential_id: id });
    expect(answer.body.data).toMatchObject({
      purpose: "rotate",
      credential_id: id,
      provider: "openai",
      name: "mine",
      workspace_id: WORKSPACE,
    });
    const foreign = { purpose: "rotate", credential_id: id };
    expect((await door.send("POST", "/byok/links", foreign, as(OTHER_TOKEN))).status).toBe(404);
  });

  it("a rotation between two equal requests asks for another link, since the first is for the old key", async () => {
    const { body: created } = await door.post(createBody());
    const { id } = created.data;
    const request = { purpose: "rotate", credential_id: id };
    const first = await door.send("POST", "/byok/links", request);
    await door.send("PATCH", `/byok/${id}`, { key: rawKey(2) });
    const second = await door.send("POST", "/byok/links", request);
    expect(second.body.data.id).not.toBe(first.body.data.id);
  });

  it.each([
    ["no provider", { provider: undefined }, "provider"],
    ["an unknown provider", { provider: "nobody" }, "provider"],
    ["a credential for a creation", { credential_id: WORKSPACE }, "credential_id"],
    [
      "no credential for a rotation",
      { purpose: "rotate", provider: undefined, name: undefined },
      "credential_id",
    ],
    ["a setting for a rotation", { purpose: "rotate", credential_id: WORKSPACE }, "purpose"],
    ["four minutes", { expires_in: 299 }, "expires_in"],
    ["a month and more", { expires_in: 2_592_001 }, "expires_in"],
    ["a raw key", { key: rawKey() }, "key"],
    [
      "a region that the provider has not",
      { provider: "anthropic", declared_region: "europe" },
      "declared_region",
    ],
    ["settings that contradict each other", { is_byok_only: true, is_fallback: true }, "is_byok_only"],
    ["a return URL of its own", { return_url: "https://evil.example.com/" }, "return_url"],
    ["a label that breaks lines", { workspace_label: "a\nb" }, "workspace_label"],
    ["a label that no table can hold", { workspace_label: "a\ud800" }, "workspace_label"],
    ["eleven origins", { allowed_origins: Array(11).fill("https://a.example.com") }, "allowed_origins"],
  ])("a request with %s is refused by its field, and nothing is queued", async (_, wrong, path) => {
    const { status, body: answer } = await create(wrong);
    expect(status).toBe(400);
    expect(answer.error.metadata.fields.map((field: { path: string }) => field.path)).toEqual([path]);
    expect(door.queue.messages).toEqual([]);
  });

  it.each([
    "http://app.example.com",
    "https://app.example.com/",
    "https://app.example.com:443",
    "https://App.example.com",
    "https://*.example.com",
    "https://a.example.com; script-src *",
    "https://a;b",
    "https://user@example.com",
    "https://",
    "null",
    "http://localhost.evil.example.com",
  ])("the origin %s is refused", async (origin) => {
    expect((await create({ allowed_origins: [origin] })).status).toBe(400);
  });

  it.each([
    "https://app.example.com",
    "https://app.example.com:8443",
    "http://localhost:3000",
    "http://127.0.0.1",
  ])("the origin %s is taken as it is", async (origin) => {
    expect((await create({ allowed_origins: [origin] })).body.data.allowed_origins).toEqual([origin]);
  });

  it("a workspace that the caller may not manage is a 403", async () => {
    expect((await create({ workspace_id: WORKSPACE }, as(OTHER_TOKEN))).status).toBe(403);
    expect((await create({ workspace_id: "global" })).status).toBe(403);
  });

  it("a caller that is not answered in time repeats itself, or knows of it", async () => {
    const idle = doorWorld({ worker: false });
    const post = (headers: Record<string, string>) => idle.send("POST", "/byok/links", body(), headers);
    expect((await post({})).status).toBe(503);
    expect(await post({ prefer: "respond-async" })).toMatchObject({
      status: 202,
      body: { status: "accepted" },
    });
    expect(idle.queue.messages).toHaveLength(1);
    expect(idle.queue.messages.join()).not.toContain("sealed_key");
  });
});

describe("the links of a workspace", () => {
  it("a list has the newest links first, page by page, without their tokens", async () => {
    const ids: string[] = [];
    for (const name of ["one", "two", "three"]) {
      ids.unshift((await create({ name })).body.data.id);
      door.clock.advance(1_000);
    }
    const first = await door.get("/byok/links?limit=2");
    expect(first.body.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 2));
    const second = await door.get(`/byok/links?limit=2&cursor=${first.body.next_cursor}`);
    expect(second.body.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(2));
    expect(second.body.next_cursor).toBeNull();
    expect(first.text).not.toMatch(/"url"|token/);
  });

  it("a link of another workspace is absent, by its id and in lists", async () => {
    const { body: made } = await create();
    expect((await door.get(`/byok/links/${made.data.id}`, as(OTHER_TOKEN))).status).toBe(404);
    expect((await revoke(made.data.id, OTHER_TOKEN)).status).toBe(404);
    expect((await door.get("/byok/links", as(OTHER_TOKEN))).body.data).toEqual([]);
    expect((await door.get(`/byok/links?workspace_id=${WORKSPACE}`, as(OTHER_TOKEN))).status).toBe(403);
  });

  it("a link shows by whom and with which key it was redeemed, and when it has expired", async () => {
    const { body: made } = await create();
    const link = door.table.links.links.get(made.data.id);
    if (link !== undefined) {
      const redemption = { id: link.id, time: "2026-02-03T05:00:00.000Z", label: "sk-...AbCd" };
      door.table.links.links.set(link.id, { ...link, status: "redeemed", redemption });
    }
    expect((await door.get(`/byok/links/${made.data.id}`)).body.data).toMatchObject({
      status: "redeemed",
      redeemed_at: "2026-02-03T05:00:00.000Z",
      label: "sk-...AbCd",
    });
    const { body: other } = await create({ name: "other" });
    door.clock.advance(86_400_000);
    expect((await door.get(`/byok/links/${other.data.id}`)).body.data.status).toBe("expired");
  });
});

describe("DELETE /byok/links/{id}", () => {
  it("a link is revoked once, and stays so for whoever asks again", async () => {
    const { body: made } = await create();
    for (let n = 0; n < 2; n += 1) {
      const answer = await revoke(made.data.id);
      expect(answer).toMatchObject({ status: 200, body: { data: { status: "revoked" } } });
    }
    expect(typesOf()).toEqual(["link.created", "link.revoked"]);
  });

  it("a redeemed link cannot be revoked, and the answer says what to do instead", async () => {
    const { body: made } = await create();
    const link = door.table.links.links.get(made.data.id);
    if (link !== undefined) door.table.links.links.set(link.id, { ...link, status: "redeemed" });
    const answer = await revoke(made.data.id);
    expect(answer.status).toBe(409);
    expect(answer.body.error.message).toContain("delete or rotate its credential");
  });

  it("another method is a 405, and an id that is none a 404", async () => {
    expect((await door.request("PUT", "/byok/links")).status).toBe(405);
    expect((await door.request("PATCH", "/byok/links/x")).status).toBe(405);
    expect((await door.get("/byok/links/x")).status).toBe(404);
  });
});
