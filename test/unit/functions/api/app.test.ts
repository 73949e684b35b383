import type { webcrypto } from "node:crypto";
import { CompactEncrypt, importJWK } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { cachedManagementKeys } from "../../../../shared/access/authenticate.ts";
import { hashToken } from "../../../../shared/access/hash-token.ts";
import {
  createCommand,
  credentialId,
  managementKey,
  OTHER_WORKSPACE,
  rawKey,
  WORKSPACE,
} from "../../../support/data/fixtures.ts";
import { manualClock, START } from "../../../support/fakes/manual-clock.ts";
import { createBody, type DoorWorld, doorWorld, TOKEN } from "../../../support/worlds/door-world.ts";

let door: DoorWorld;
beforeEach(() => {
  door = doorWorld();
});

describe("who may manage credentials", () => {
  it.each([
    ["no header", undefined, 401, "Missing Authentication header"],
    ["an empty header", "", 401, "Missing Authentication header"],
    [
      "another scheme",
      "Basic dXNlcjpwYXNz",
      401,
      "The Authorization header must be: Bearer <management key>",
    ],
    ["a scheme without a token", "Bearer ", 401, expect.any(String)],
    ["two tokens", `Bearer ${TOKEN} ${TOKEN}`, 401, expect.any(String)],
    ["an unknown management key", "Bearer kf_mgmt_unknown", 401, "Invalid management key"],
    ["any other key", "Bearer sk-or-v1-0000", 403, "Only management keys can perform this operation"],
  ])("not the sender of %s", async (_, authorization, status, message) => {
    const headers = authorization === undefined ? {} : { authorization };
    for (const [method, path] of [
      ["POST", "/byok"],
      ["GET", `/byok/${credentialId(1)}`],
      ["DELETE", `/api/v1/byok/${credentialId(1)}`],
    ] as const) {
      const answer = await door.request(method, path, { headers: { authorization: "", ...headers } });
      expect(answer.status).toBe(status);
      expect(answer.body).toEqual({
        error: { code: status, message, metadata: { request_id: expect.any(String) } },
      });
    }
    expect(door.queue.messages).toHaveLength(0);
  });

  it("is told by a bearer token, whatever the scheme's case", async () => {
    expect((await door.post(createBody(), { authorization: `bearer ${TOKEN}` })).status).toBe(201);
  });

  it("ends with the management key's last moment", async () => {
    const until = (offset: number) =>
      doorWorld({
        keys: { [TOKEN]: managementKey({ expires_at: new Date(START.getTime() + offset).toISOString() }) },
      });
    expect((await until(1).post(createBody())).status).toBe(201);
    expect((await until(0).post(createBody())).status).toBe(401);
  });

  it("is asked of the table once a minute per key, and each time for an unknown one", async () => {
    const clock = manualClock();
    const asked: string[] = [];
    let key: ReturnType<typeof managementKey> | null = null;
    const find = async (hash: string) => {
      asked.push(hash);
      return key;
    };
    const keys = cachedManagementKeys({ find }, 60_000, clock.now);
    expect(await keys.find(hashToken("t"))).toBeNull();
    key = managementKey();
    expect(await keys.find(hashToken("t"))).toEqual(key);
    clock.advance(59_999);
    key = null;
    expect(await keys.find(hashToken("t"))).not.toBeNull();
    clock.advance(1);
    expect(await keys.find(hashToken("t"))).toBeNull();
    expect(asked).toHaveLength(3);
  });
});

describe("GET /byok/{id}", () => {
  it("shows a live credential, by its id in either case", async () => {
    const { body: created } = await door.post(createBody());
    const path = `/byok/${String(created.data.id).toUpperCase()}`;
    expect(await door.get(path)).toMatchObject({ status: 200, body: { data: created.data } });
  });

  it("answers 404 alike for an unknown, a deleted, somebody else's credential, and what is no id", async () => {
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

describe("paths and methods that are none", () => {
  it.each(["/", "/nothing", "/api/v1", "/api/v2/byok", "/byoks", "/byok/a/b/c"])(
    "404 in JSON: %s",
    async (path) => {
      const { status, body, headers } = await door.get(path);
      expect(status).toBe(404);
      expect(headers.get("content-type")).toMatch(/^application\/json/);
      expect(body).toEqual({
        error: { code: 404, message: "Resource not found", metadata: { request_id: expect.any(String) } },
      });
    },
  );

  it.each([
    ["PUT", "/byok", "GET, POST"],
    ["POST", `/byok/${credentialId(1)}`, "GET, PATCH, DELETE"],
    ["POST", "/byok/public-key", "GET"],
  ])("405 for %s %s, with what is allowed", async (method, path, allow) => {
    const { status, body, headers } = await door.request(method, path);
    expect(status).toBe(405);
    expect(body.error.code).toBe(405);
    expect(headers.get("allow")).toBe(allow);
  });
});

describe("GET /byok/public-key", () => {
  it("gives any producer, without a key of its own, what a stock library needs to seal for the worker", async () => {
    const { status, body: jwk } = await door.get("/api/v1/byok/public-key", { authorization: "" });
    expect(status).toBe(200);
    expect(Object.keys(jwk).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
    const publicKey = (await importJWK(jwk)) as webcrypto.CryptoKey;
    const sealed_key = await new CompactEncrypt(new TextEncoder().encode(rawKey(3)))
      .setProtectedHeader({
        alg: jwk.alg,
        enc: "A256GCM",
        kid: jwk.kid,
        workspace_id: WORKSPACE,
        provider: "openai",
      })
      .encrypt(publicKey);
    expect(await door.provision(createCommand(3, { sealed_key }))).toEqual(["done"]);
    expect(await door.storedKey(credentialId(3))).toBe(rawKey(3));
  });
});

describe("the log of a request", () => {
  it("names method, status, request id and management key by its id, and no path or body", async () => {
    const { headers } = await door.post(createBody());
    const request_id = headers.get("x-request-id");
    const ids = { command_id: expect.any(String), credential_id: expect.any(String) };
    expect(door.log.lines).toEqual([
      { level: "info", code: "command_sent", fields: { request_id, ...ids, type: "credential.create" } },
      {
        level: "info",
        code: "request_answered",
        fields: { request_id, method: "POST", status: 201, management_key_id: managementKey().id },
      },
    ]);
  });

  it("names no management key where it was not let in", async () => {
    await door.get("/byok", { authorization: "Bearer kf_mgmt_nobody" });
    expect(door.log.lines).toMatchObject([{ code: "request_answered", fields: { status: 401 } }]);
    expect(door.log.lines[0]?.fields?.management_key_id).toBeUndefined();
  });
});
