import { beforeEach, describe, expect, it } from "vitest";
import { createApp } from "../../../functions/api/app.ts";
import { cachedManagementKeys } from "../../../shared/access/authenticate.ts";
import { hashToken } from "../../../shared/access/hash-token.ts";
import type { ManagementKey } from "../../../shared/access/management-key.ts";
import { credentialId, managementKey } from "../../support/data/fixtures.ts";
import { manualClock, START } from "../../support/fakes/manual-clock.ts";
import { createBody, type DoorWorld, doorWorld, TOKEN } from "../../support/worlds/door-world.ts";

/** One process of the door, so that what it remembers counts. */
function process(world = doorWorld(), changes: Parameters<DoorRequest>[3] = {}) {
  const app = createApp({ ...world.dependencies, ...changes });
  const ask = async (token = TOKEN) =>
    (await app.request("/byok", { headers: { authorization: `Bearer ${token}` } })).status;
  return { ...world, ask };
}
type DoorRequest = ReturnType<typeof doorWorld>["request"];

const MINUTE = 60_000;

describe("revoked management keys", () => {
  it("a revoked management key works for 60 s at most", async () => {
    const world = doorWorld();
    const stored = new Map<string, ManagementKey>([[hashToken(TOKEN), managementKey()]]);
    const find = async (hash: string) => stored.get(hash) ?? null;
    const managementKeys = cachedManagementKeys({ find }, MINUTE, world.clock.now);
    const { ask, clock } = process(world, { managementKeys });
    expect(await ask()).toBe(200);
    stored.clear();
    clock.advance(MINUTE - 1);
    expect(await ask()).toBe(200);
    clock.advance(1);
    expect(await ask()).toBe(401);
  });
});

let door: DoorWorld;
beforeEach(() => {
  door = doorWorld();
});

describe("callers of the API", () => {
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
  ])("a request with %s is refused", async (_, authorization, status, message) => {
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

  it("a bearer token is accepted whatever the case of its scheme", async () => {
    expect((await door.post(createBody(), { authorization: `bearer ${TOKEN}` })).status).toBe(201);
  });

  it("a management key is accepted until the last moment before its expiry", async () => {
    const until = (offset: number) =>
      doorWorld({
        keys: { [TOKEN]: managementKey({ expires_at: new Date(START.getTime() + offset).toISOString() }) },
      });
    expect((await until(1).post(createBody())).status).toBe(201);
    expect((await until(0).post(createBody())).status).toBe(401);
  });

  it("a known management key is read from the table once a minute, an unknown one each time", async () => {
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
