import { beforeEach, describe, expect, it } from "vitest";
import { credentialId, managementKey } from "../../../support/data/fixtures.ts";
import { createBody, type DoorWorld, doorWorld } from "../../../support/worlds/door-world.ts";

let door: DoorWorld;
beforeEach(() => {
  door = doorWorld();
});

describe("unknown paths and methods", () => {
  it.each(["/", "/nothing", "/api/v1", "/api/v2/byok", "/byoks", "/byok/a/b/c"])(
    "the unknown path %s is a 404 in JSON",
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
  ])("%s %s is a 405 that says what is allowed", async (method, path, allow) => {
    const { status, body, headers } = await door.request(method, path);
    expect(status).toBe(405);
    expect(body.error.code).toBe(405);
    expect(headers.get("allow")).toBe(allow);
  });
});

describe("the log of a request", () => {
  it("the log names method, status, request id and management key by its id, and no path or body", async () => {
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

  it("the log of a refused request names no management key", async () => {
    await door.get("/byok", { authorization: "Bearer kf_mgmt_nobody" });
    expect(door.log.lines).toMatchObject([{ code: "request_answered", fields: { status: 401 } }]);
    expect(door.log.lines[0]?.fields?.management_key_id).toBeUndefined();
  });
});
