import { beforeEach, describe, expect, it } from "vitest";
import { OTHER_WORKSPACE, rawKey, WORKSPACE } from "../../../support/data/fixtures.ts";
import { START } from "../../../support/fakes/manual-clock.ts";
import { createBody, type DoorWorld, doorWorld } from "../../../support/worlds/door-world.ts";

let door: DoorWorld;
beforeEach(() => {
  door = doorWorld();
});

describe("POST /byok", () => {
  it("POST /byok answers 201 with every field of the contract and no other, once the credential is stored", async () => {
    const { status, body, headers } = await door.post(createBody({ name: "prod" }));
    expect(status).toBe(201);
    expect(body.data).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      provider: "openai",
      workspace_id: WORKSPACE,
      label: expect.stringMatching(/^sk-\.\.\..{4}$/),
      name: "prod",
      disabled: false,
      is_fallback: false,
      is_byok_only: false,
      is_required: false,
      declared_zdr: null,
      declared_region: null,
      allowed_models: null,
      allowed_user_ids: null,
      allowed_api_key_hashes: null,
      sort_order: START.getTime(),
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
    expect(headers.get("location")).toBe(`/byok/${body.data.id}`);
    expect(headers.get("content-type")).toMatch(/^application\/json/);
    expect(headers.get("x-request-id")).toMatch(/.{10}/);
    expect(await door.storedKey(body.data.id)).toBe(rawKey());
  });

  it("POST /byok keeps every setting as it was sent", async () => {
    const settings = {
      name: "ünï",
      disabled: true,
      is_fallback: true,
      is_byok_only: false,
      is_required: true,
      declared_zdr: false,
      allowed_models: ["openai/gpt-4o"],
      allowed_user_ids: [],
      allowed_api_key_hashes: ["a".repeat(64)],
    };
    const { body } = await door.post(createBody({ ...settings, workspace_id: OTHER_WORKSPACE }));
    expect(body.data).toMatchObject({ ...settings, workspace_id: OTHER_WORKSPACE });
    expect((await door.get(`/byok/${body.data.id}`)).body.data).toMatchObject(body.data);
  });

  it("POST /byok works under the bare path and under /api/v1 alike, for the same credential", async () => {
    const { body: bare } = await door.post(createBody());
    const { status, body: prefixed } = await door.send("POST", "/api/v1/byok", createBody());
    expect(status).toBe(201);
    expect(prefixed.data).toEqual(bare.data);
    expect((await door.get(`/api/v1/byok/${bare.data.id}`)).status).toBe(200);
  });

  it("POST /byok ignores the headers with which SDKs introduce themselves", async () => {
    const headers = { "http-referer": "x", "x-openrouter-title": "y", "x-openrouter-categories": "z" };
    expect((await door.post(createBody(), headers)).status).toBe(201);
  });

  it("POST /byok tells of a doubt about the key without refusing it, and without repeating it", async () => {
    const { status, body, text } = await door.post(createBody({ key: "an-openai-key-of-no-usual-shape" }));
    expect(status).toBe(201);
    expect(body.warnings).toMatchObject([{ code: "unusual_shape" }]);
    expect(text).not.toContain("no-usual-shape");
  });

  it("POST /byok takes a provider that only this deployment knows", async () => {
    expect((await door.post(createBody({ provider: "acme" }))).status).toBe(201);
  });

  it("POST /byok never sends or logs the raw key, nor the token", async () => {
    await door.post(createBody());
    const everything = JSON.stringify([door.queue.messages, door.log.lines, [...door.table.events]]);
    expect(everything).not.toContain(rawKey());
    expect(everything).not.toContain("tests-only-token");
  });
});

describe("failures after the command is queued", () => {
  it("a table that cannot be read while the caller waits leaves the command queued, and the answer says so", async () => {
    const queue = {
      send: async (command: Parameters<typeof door.queue.send>[0]) => {
        await door.queue.send(command);
        door.table.breakDown(true);
      },
    };
    const { status, body } = await door.post(createBody(), {}, { queue });
    expect([status, body.error.metadata.status]).toEqual([503, "accepted"]);
    door.table.breakDown(false);
    expect((await door.get(`/byok/${body.error.metadata.id}`)).status).toBe(200);
  });
});

describe("failures before the command is queued", () => {
  it("a queue that takes nothing is a 503 with a time to come back, and nothing happened", async () => {
    door.queue.breakDown(true);
    const { status, body, headers } = await door.post(createBody());
    expect(status).toBe(503);
    expect(body.error).toMatchObject({ code: 503, metadata: { request_id: headers.get("x-request-id") } });
    expect(headers.get("retry-after")).toBe("1");
    expect(door.table.credentials.size).toBe(0);
  });

  it("a table that cannot be read does not hold up the command, and its outcome is told when it is known", async () => {
    door.table.breakDown(true);
    const { status, body } = await door.post(createBody());
    expect(status).toBe(503);
    expect(body.error.metadata).toMatchObject({ status: "accepted" });
    expect((await door.post(createBody(), { prefer: "respond-async" })).status).toBe(202);
    expect(door.queue.messages).toHaveLength(1);
    door.table.breakDown(false);
    await door.provision(...door.queue.messages);
    expect((await door.post(createBody())).status).toBe(201);
    expect(door.table.credentials.size).toBe(1);
  });

  it("a queue that fails does not hide the outcome of an earlier request", async () => {
    expect((await door.post(createBody())).status).toBe(201);
    door.queue.breakDown(true);
    expect((await door.post(createBody())).status).toBe(201);
    expect((await door.post(createBody({ name: "another" }))).status).toBe(503);
  });

  it("an unforeseen failure is a 500 in the contract's form, and its message stays inside", async () => {
    const seal = () => Promise.reject(new TypeError("canary"));
    const { status, text, body } = await door.post(createBody(), {}, { seal });
    expect(status).toBe(500);
    expect(body.error).toMatchObject({ code: 500, message: "Internal Server Error" });
    expect(text + JSON.stringify(door.log.lines)).not.toContain("canary");
  });
});

describe("rejections", () => {
  it("a rejection by the worker is the waiting caller's error about this request", async () => {
    const queue = {
      send: async (command: object) => {
        await door.provision({ ...command, sealed_key: "aa.bb.cc.dd.ee" });
      },
    };
    const { status, body } = await door.post(createBody(), {}, { queue });
    expect(status).toBe(422);
    expect(body.error).toMatchObject({ code: 422, message: expect.stringMatching(/^the sealed key/) });
  });
});
