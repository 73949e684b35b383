import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { beforeEach, describe, expect, it } from "vitest";
import { createApp } from "../../../functions/api/app.ts";
import { lambdaHandler } from "../../../shared/lambda/lambda-handler.ts";
import { createBody, type DoorWorld, doorWorld, TOKEN } from "../../support/worlds/door-world.ts";

let world: DoorWorld;
let call: (
  method: string,
  path: string,
  event?: Partial<APIGatewayProxyEventV2>,
) => Promise<{ status: number | undefined; headers: Record<string, unknown>; body: Answered }>;
// biome-ignore lint/suspicious/noExplicitAny: a body is whatever the API answered
type Answered = any;

beforeEach(() => {
  world = doorWorld();
  const handler = lambdaHandler(createApp(world.dependencies));
  call = async (method, path, event = {}) => {
    const [rawPath = "", rawQueryString = ""] = path.split("?");
    const { statusCode, headers, body } = await handler({
      rawPath,
      rawQueryString,
      isBase64Encoded: false,
      ...event,
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json", ...event.headers },
      requestContext: { requestId: "gateway-1", http: { method } },
    } as unknown as APIGatewayProxyEventV2);
    return { status: statusCode, headers: headers ?? {}, body: JSON.parse(body || "null") };
  };
});

describe("API Gateway", () => {
  it("a request is answered under the gateway's own request id", async () => {
    const created = await call("POST", "/byok", { body: JSON.stringify(createBody()) });
    expect([created.status, created.headers["x-request-id"]]).toEqual([201, "gateway-1"]);
    const listed = await call("GET", "/api/v1/byok?limit=1&provider=openai");
    expect(listed.body).toMatchObject({ data: [created.body.data], total_count: 1 });
  });

  it("a body may come in base64", async () => {
    const body = Buffer.from(JSON.stringify(createBody({ name: "ключ" }))).toString("base64");
    const { status, body: answer } = await call("POST", "/byok", { body, isBase64Encoded: true });
    expect([status, answer.data.name]).toEqual([201, "ключ"]);
  });

  it("an answer that is compressed is handed over in base64, since it is no text", async () => {
    const bytes = new Uint8Array([0x1f, 0x8b, 0xff, 0x00]);
    const fetch = async () => new Response(bytes, { headers: { "content-encoding": "gzip" } });
    const event = {
      rawPath: "/",
      rawQueryString: "",
      headers: {},
      requestContext: { http: { method: "GET" } },
    };
    const answer = await lambdaHandler({ fetch })(event as unknown as APIGatewayProxyEventV2);
    expect(answer.isBase64Encoded).toBe(true);
    expect(Buffer.from(answer.body ?? "", "base64")).toEqual(Buffer.from(bytes));
  });

  it.each(["TRACE", "CONNECT", "TRACK", "QUERY", "X"])(
    "the method %s is refused like any other",
    async (method) => {
      const { status, headers, body } = await call(method, "/byok", { body: "{}" });
      expect([status, headers.allow, body.error.code]).toEqual([405, "GET, POST", 405]);
    },
  );

  it("a body where none is expected is not looked at", async () => {
    expect((await call("GET", "/byok", { body: "{}" })).status).toBe(200);
    expect((await call("HEAD", "/byok", { body: "{}" })).status).toBe(200);
  });

  it("a header that HTTP does not allow is as good as absent, and an empty one is there", async () => {
    const bad = { "x-\u0000": "x", authorization: "Bearer \u{1f511}" };
    expect((await call("GET", "/byok", { headers: bad })).status).toBe(401);
    const empty = { "idempotency-key": "" };
    const { status } = await call("POST", "/byok", { headers: empty, body: JSON.stringify(createBody()) });
    expect(status).toBe(400);
  });

  it("a character that a URL would lose is part of the path all the same, encoded or decoded by the gateway", async () => {
    const { body } = await call("POST", "/byok", { body: JSON.stringify(createBody()) });
    const path = `/byok/${body.data.id}`;
    expect((await call("GET", path)).status).toBe(200);
    for (const lost of ["\u0016", " ", "\t", "#x", "\\"]) {
      expect((await call("GET", `${path}${lost}`)).status).toBe(404);
      expect((await call("GET", `${path}${encodeURIComponent(lost)}`)).status).toBe(404);
    }
  });

  it("a path that is no path of ours is a 404, whatever it is made of", async () => {
    for (const path of ["//", "/%", "/byok/%ff/%00", "/ü", "/byok/../nowhere", "/\\"]) {
      expect((await call("GET", path)).status).toBe(404);
    }
  });
});
