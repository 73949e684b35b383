import fc from "fast-check";
import { describe, expect, it } from "vitest";
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

describe("invalid bodies", () => {
  it("a 400 names every field that is wrong, at once", async () => {
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
      "(unknown field)",
      "allowed_api_key_hashes",
      "allowed_models",
      "allowed_user_ids.1",
      "declared_zdr",
      "disabled",
      "key",
      "name",
      "provider",
      "sort_order",
      "workspace_id",
    ]);
    expect(fieldsOf(answer)).toContainEqual({
      path: "(unknown field)",
      reason: "is not a known field (member 10); did you mean is_fallback?",
    });
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
  ])("a request is a 400 at %s for %j", async (path, change) => {
    expect(await pathsOf(createBody(change))).toEqual([path]);
  });

  it("all values at the contract's limits are accepted", async () => {
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

describe("errors", () => {
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

  it("no error repeats a value of the request in its members, its names or its text, however wrong it is", async () => {
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

  it("no error repeats a header of the request", async () => {
    const headers = { "idempotency-key": `${CANARY} x`, prefer: CANARY, "content-type": "application/json" };
    expect((await door.post(createBody(), headers)).text).not.toContain(CANARY);
    const { status, text } = await door.post(createBody(), { authorization: `Bearer ${CANARY}` });
    expect(status).toBe(403);
    expect(text).not.toContain(CANARY);
  });
});
