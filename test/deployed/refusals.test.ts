import { randomUUID } from "node:crypto";
import { DescribeLogGroupsCommand, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Answer,
  type Api,
  deployment,
  eventually,
  logs,
  newKey,
  newTenant,
} from "../support/deployed/deployment.ts";

let api: Api;
let token: string;
beforeAll(async () => {
  ({ api, token } = await newTenant());
});

/** The contract's one form of error, with the request's id in header and body. */
const expectError = ({ status, headers, body }: Answer, expected: number): void => {
  expect([status, body.error?.code]).toEqual([expected, expected]);
  expect(headers.get("content-type")).toContain("application/json");
  expect(body.error.message).toEqual(expect.any(String));
  expect(body.error.metadata.request_id).toBe(headers.get("x-request-id"));
};

describe("refusals in the contract's form", () => {
  it("an unknown path is a 404, with and without the base path", async () => {
    for (const path of ["/", "/nowhere", "/api/v1", "/api/v1/nowhere", "/byok/x/y/z", "/api/v2/byok"]) {
      expectError(await api("GET", path), 404);
    }
  });

  it.each([
    ["PUT", "/byok", "GET, POST"],
    ["DELETE", "/byok", "GET, POST"],
    ["POST", `/byok/${randomUUID()}`, "GET, PATCH, DELETE"],
    ["PUT", `/api/v1/byok/${randomUUID()}`, "GET, PATCH, DELETE"],
    ["POST", `/byok/${randomUUID()}/events`, "GET"],
    ["POST", "/byok/public-key", "GET"],
    ["DELETE", "/health", "GET"],
    ["POST", "/openapi.json", "GET"],
  ])("the request %s %s is a 405, with Allow: %s", async (method, path, allow) => {
    const answer = await api(method, path);
    expectError(answer, 405);
    expect(answer.headers.get("allow")).toBe(allow);
  });

  it("a body that is not declared as JSON is a 415", async () => {
    const body = JSON.stringify({ key: newKey(), provider: "openai" });
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"]) {
      expectError(await api("POST", "/byok", body, { "content-type": type }), 415);
    }
  });

  it("a body above 64 KB is a 413", async () => {
    expectError(await api("POST", "/byok", { key: "x".repeat(65_536), provider: "openai" }), 413);
  });

  it("a text that is no JSON is a 400, and so are members that are given twice", async () => {
    for (const text of ["", "{", "null", "[]", '"text"', "{'key': 1}"]) {
      expectError(await api("POST", "/byok", text), 400);
    }
    const twice = await api(
      "POST",
      "/byok",
      '{"provider":"openai","key":"a-key-of-mine","key":"another-key"}',
    );
    expectError(twice, 400);
    expect(twice.body.error.metadata.fields).toEqual([{ path: "key", reason: "is given twice" }]);
  });

  it("all invalid fields are told in one 400, and only those of the contract by name", async () => {
    const answer = await api("POST", "/byok", {
      key: "",
      provider: "nobody",
      name: "n".repeat(256),
      workspace_id: null,
      allowed_models: [1],
      allowed_api_key_hashes: [],
      disabled: "yes",
      isFallback: true,
    });
    expectError(answer, 400);
    const paths = answer.body.error.metadata.fields.map(({ path }: { path: string }) => path);
    expect(paths.toSorted()).toEqual(
      [
        "(unknown field)",
        "allowed_api_key_hashes",
        "allowed_models.0",
        "disabled",
        "key",
        "name",
        "provider",
        "workspace_id",
      ].toSorted(),
    );
  });

  it("a query out of bounds is a 400", async () => {
    for (const query of [
      "limit=0",
      "limit=101",
      "limit=x",
      "offset=-1",
      "provider=nobody",
      "workspace_id=x",
    ]) {
      expectError(await api("GET", `/byok?${query}`), 400);
    }
  });

  it("a request without a valid key is a 401 or 403, before anything else is looked at", async () => {
    for (const authorization of ["", "Basic x", "Bearer", "Bearer kf_mgmt_unknown"]) {
      expectError(await api("POST", "/byok", "{", { authorization }), 401);
    }
    expectError(await api("GET", "/byok", undefined, { authorization: "Bearer sk-or-v1-other" }), 403);
  });
});

describe("a request's id", () => {
  /** Every line in any log of the deployment that names this. */
  const logged = async (text: string): Promise<string[]> => {
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
    const found = await Promise.all(
      logGroups.map(({ logGroupName }) =>
        logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern: `"${text}"` })),
      ),
    );
    return found.flatMap(({ events = [] }) => events.map(({ message = "" }) => message));
  };

  it("a request's id is in the answer, in the log of each function that had to do with it, and in the audit event", async () => {
    const created = await api("POST", "/byok", { key: newKey(), provider: "openai" });
    const requestId = created.headers.get("x-request-id") ?? "";
    expect(requestId).not.toBe("");
    const codes = await eventually(async () => {
      const lines = (await logged(requestId)).filter((line) => line.includes('"code"'));
      const found = lines.map((line) => JSON.parse(line.slice(line.indexOf("{"))).code);
      return found.includes("request_answered") && found.includes("command_settled") && found;
    });
    expect(codes).toContain("request_answered");
    const events = await api("GET", `/byok/${created.body.data.id}/events`);
    expect(events.body.data[0].request_id).toBe(requestId);
  });

  it("every answer has an id of its own, whatever it is", async () => {
    const answers = [
      await api("GET", "/health"),
      await api("GET", "/byok"),
      await api("GET", "/nowhere"),
      await api("PUT", "/byok"),
      await api("POST", "/byok", "{"),
      await api("GET", "/byok", undefined, { authorization: "" }),
    ];
    const ids = answers.map(({ headers }) => headers.get("x-request-id"));
    expect(new Set(ids).size).toBe(answers.length);
    expect(ids).not.toContain(null);
    await eventually(async () => (await logged(ids[2] ?? "")).length > 0);
  });
});

it("the OpenAPI document is served to anyone, under both base paths", async () => {
  const texts = await Promise.all(
    ["", "/api/v1"].map(async (base) => (await fetch(`${deployment.apiUrl}${base}/openapi.json`)).text()),
  );
  expect(JSON.parse(texts[0] ?? "")).toMatchObject({ openapi: "3.1.0" });
  expect(texts[1]).toBe(texts[0]);
  expect(texts[0]).not.toContain(token);
});
