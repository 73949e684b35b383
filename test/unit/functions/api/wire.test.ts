import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { managementKey, OTHER_WORKSPACE, rawKey } from "../../../support/data/fixtures.ts";
import { createBody, doorWorld } from "../../../support/worlds/door-world.ts";

const door = doorWorld();
const CANARY = "canary-5f1d-never-echo-me";

interface Field {
  readonly path: string;
  readonly reason: string;
}
const fieldsOf = (answer: { body: { error: { metadata: { fields: Field[] } } } }) =>
  answer.body.error.metadata.fields;
const pathsOf = async (body: unknown) => fieldsOf(await door.post(body)).map(({ path }) => path);

describe("a body that is not right is refused before anything is queued", () => {
  it.each([
    ["no content type", { "content-type": "" }],
    ["text", { "content-type": "text/plain" }],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }],
    ["something that starts like JSON", { "content-type": "application/jsonp" }],
  ])("415 for %s", async (_, headers) => {
    const { status, body } = await door.post(createBody(), headers);
    expect(status).toBe(415);
    expect(body.error).toMatchObject({ code: 415, message: "The Content-Type must be application/json" });
  });

  it.each(["application/json", "Application/JSON; charset=utf-8", "application/vnd.api+json"])(
    "but not for %s",
    async (type) => {
      expect((await doorWorld().post(createBody(), { "content-type": type })).status).toBe(201);
    },
  );

  it("413 above 64 KB in bytes, not in characters, and not at 64 KB", async () => {
    const bodyOf = (bytes: number, filler: string) => {
      const frame = JSON.stringify({ key: "", provider: "acme" }).length;
      const size = Buffer.byteLength(filler);
      const rest = bytes - frame;
      return JSON.stringify({
        key: filler.repeat(Math.floor(rest / size)) + "x".repeat(rest % size),
        provider: "acme",
      });
    };
    const statuses = [
      (await doorWorld().post(bodyOf(65_536, "k3y"))).status,
      (await doorWorld().post(bodyOf(65_537, "k3y"))).status,
      (await doorWorld().post(bodyOf(65_537, "🔑é"))).status,
    ];
    expect(statuses).toEqual([201, 413, 413]);
  });

  it.each(["", "{", `{"key": "${CANARY}", }`, `{'key': '${CANARY}'}`, CANARY])(
    "400 for what is no JSON",
    async (text) => {
      const answer = await door.post(text);
      expect(answer.status).toBe(400);
      expect(answer.body.error.message).toBe("The request body is not valid JSON");
      expect(answer.text).not.toContain(CANARY.slice(0, 6));
    },
  );

  it.each(["null", "[]", "7", '"text"', "{}"])("400 for JSON that is no request: %s", async (text) => {
    expect((await door.post(text)).status).toBe(400);
  });

  it("400 names every field that is wrong, at once", async () => {
    const answer = await door.post({
      key: "",
      provider: "no-such-provider",
      name: "n".repeat(256),
      workspace_id: "not-a-uuid",
      disabled: "yes",
      declared_zdr: 1,
      allowed_models: Array(101).fill("m"),
      allowed_user_ids: ["ok", 7],
      allowed_api_key_hashes: [],
      isFallback: true,
      sort_order: 1,
    });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ code: 400, message: "Invalid request parameters" });
    expect(
      fieldsOf(answer)
        .map(({ path }) => path)
        .sort(),
    ).toEqual([
      "allowed_api_key_hashes",
      "allowed_models",
      "allowed_user_ids.1",
      "declared_zdr",
      "disabled",
      "isFallback",
      "key",
      "name",
      "provider",
      "sort_order",
      "workspace_id",
    ]);
    expect(fieldsOf(answer).find(({ path }) => path === "isFallback")?.reason).toContain("snake_case");
    expect(door.queue.messages).toHaveLength(0);
  });

  it.each([
    ["key", { key: null }],
    ["key", { key: "your-api-key-here" }],
    ["key", { key: "sk-with white space" }],
    ["name", { name: 7 }],
    ["name", { name: "half a pair \ud83d" }],
    ["allowed_models.1", { allowed_models: ["fine", "\udd11"] }],
    ["workspace_id", { workspace_id: null }],
    ["is_byok_only", { is_byok_only: true, is_fallback: true }],
    ["allowed_api_key_hashes.0", { allowed_api_key_hashes: ["A".repeat(64)] }],
    ["id", { id: "c0000000-0000-4000-8000-000000000001" }],
  ])("400 at %s for %j", async (path, change) => {
    expect(await pathsOf(createBody(change))).toEqual([path]);
  });

  it("400 for a member that is given twice", async () => {
    expect(await pathsOf(`{"key":"${rawKey()}","provider":"openai","provider":"groq"}`)).toEqual([
      "provider",
    ]);
  });

  it("takes what the contract's limits just allow", async () => {
    const { status } = await doorWorld().post(
      createBody({
        name: "n".repeat(255),
        allowed_models: [],
        allowed_user_ids: Array(100).fill("u"),
        allowed_api_key_hashes: Array(100).fill("0".repeat(64)),
      }),
    );
    expect(status).toBe(201);
  });
});

describe("the workspace of a new credential", () => {
  it("403 where the management key may not manage it, or global ones", async () => {
    const token = "kf_mgmt_narrow";
    const narrow = doorWorld({ keys: { [token]: managementKey({ workspaces: [] }) } });
    const headers = { authorization: `Bearer ${token}` };
    for (const workspace_id of [OTHER_WORKSPACE, "global", undefined]) {
      const { status, body } = await narrow.post(createBody({ workspace_id }), headers);
      expect(status).toBe(403);
      expect(body.error.code).toBe(403);
    }
    expect(narrow.queue.messages).toHaveLength(0);
  });

  it("400 where there is neither one in the request nor a default one", async () => {
    const token = "kf_mgmt_homeless";
    const homeless = doorWorld({ keys: { [token]: managementKey({ default_workspace_id: null }) } });
    const answer = await homeless.post(createBody(), { authorization: `Bearer ${token}` });
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer).map(({ path }) => path)).toEqual(["workspace_id"]);
  });

  it("global only where the management key manages all", async () => {
    const token = "kf_mgmt_all";
    const all = doorWorld({ keys: { [token]: managementKey({ workspaces: "all" }) } });
    const { body } = await all.post(createBody({ workspace_id: "global" }), {
      authorization: `Bearer ${token}`,
    });
    expect(body.data.workspace_id).toBeNull();
  });
});

describe("no error body repeats a value of the request", () => {
  const canary = fc.constantFrom(CANARY, [CANARY], { [CANARY]: CANARY }, `${CANARY}\u0000`, `${CANARY} x`);
  const value = fc.oneof(canary, fc.jsonValue(), fc.constant(undefined));
  const body = fc.record({
    key: value,
    provider: value,
    name: value,
    workspace_id: value,
    disabled: value,
    declared_zdr: value,
    allowed_models: value,
    allowed_api_key_hashes: value,
    [CANARY]: canary,
  });

  it("not in its members, its names, or its text, however wrong it is", async () => {
    await fc.assert(
      fc.asyncProperty(body, fc.nat(200), async (content, cut) => {
        const json = JSON.stringify(content);
        for (const text of [json, json.slice(0, -cut), `${json.slice(0, -1)},"${CANARY}":1}`]) {
          const answer = await door.post(text);
          expect(answer.status).toBe(400);
          expect(answer.text).not.toContain(CANARY);
        }
      }),
      { numRuns: 200 },
    );
    expect(JSON.stringify(door.log.lines)).not.toContain(CANARY);
  });

  it("nor does a header come back", async () => {
    const headers = { "idempotency-key": `${CANARY} x`, prefer: CANARY, "content-type": "application/json" };
    expect((await door.post(createBody(), headers)).text).not.toContain(CANARY);
    const { status, text } = await door.post(createBody(), { authorization: `Bearer ${CANARY}` });
    expect(status).toBe(403);
    expect(text).not.toContain(CANARY);
  });
});
