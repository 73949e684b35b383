import { type IncomingHttpHeaders, request } from "node:http";
import { describe, expect, it } from "vitest";
import { deployment, newKey, newTenant } from "../support/deployed/deployment.ts";

/*
 * What a web page in the developer's browser can send to the local stack. The signature stands in the query, where no
 * header is needed that a browser would ask about first; the emulator verifies none.
 */

const { host: HOST, hostname, port } = new URL(deployment.awsEndpoint);
const PAGE = { origin: "http://evil.example" };

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends any headers: `fetch` would not let the test set those that a browser sets. */
const send = (
  path: string,
  { method = "POST", headers = {}, body = "" }: { method?: string; headers?: object; body?: string },
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers: { host: HOST, ...headers } }, (answer) => {
      let text = "";
      answer.on("data", (chunk: Buffer) => {
        text += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });

const corsOf = ({ headers }: Answer) =>
  Object.keys(headers).filter((name) => name.startsWith("access-control-"));

/** `GetItem` of a credential that is stored, as a page would ask for it. */
async function readOfTheTable() {
  const { api } = await newTenant();
  const { id } = (await api("POST", "/byok", { provider: "openai", key: newKey() })).body.data;
  const name = `CREDENTIAL#${id}`;
  const query = new URLSearchParams({
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": "test/20260101/us-east-1/dynamodb/aws4_request",
    "X-Amz-SignedHeaders": "host",
    "X-Amz-Signature": "00",
  });
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "DynamoDB_20120810.Query",
  };
  const body = JSON.stringify({
    TableName: deployment.tableName,
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": { S: name } },
  });
  return {
    id,
    ask: (more: object = {}) => send(`/?${query}`, { headers: { ...headers, ...more }, body }),
  };
}

describe("the local stack and the web", () => {
  it("a web page cannot read what the local stack stores, by whatever it can make a browser send", async () => {
    const { id, ask } = await readOfTheTable();
    const ordinary = await ask();
    expect(ordinary.status).toBe(200);
    expect(ordinary.text).toContain(id);
    expect(corsOf(ordinary)).toEqual([]);
    for (const headers of [
      PAGE,
      { origin: "null" },
      { origin: deployment.awsEndpoint },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { host: `evil.example:${port}` },
      { host: "127.0.0.1" },
      { host: `127.0.0.1.evil.example:${port}` },
    ]) {
      const answer = await ask(headers);
      expect([answer.status, corsOf(answer)], JSON.stringify(headers)).toEqual([403, []]);
      expect(answer.text).not.toContain(id);
    }
  });

  it("a browser may open the page of an intake link from anywhere, and that page may contact its own address", async () => {
    const { pathname } = new URL(deployment.apiUrl);
    const page = `${pathname}/in/00000000-0000-4000-8000-000000000000`;
    for (const site of ["none", "cross-site", "same-site"]) {
      const headers = { "sec-fetch-mode": "navigate", "sec-fetch-site": site };
      expect((await send(page, { method: "GET", headers })).status, site).toBe(200);
    }
    const headers = {
      origin: deployment.awsEndpoint,
      "sec-fetch-site": "same-origin",
      "content-type": "application/json",
    };
    const answer = await send(`${page}/open`, { headers, body: '{"token": "no-token"}' });
    expect([answer.status, corsOf(answer)]).toEqual([404, []]);
  });

  it.each([
    ["a post from another page", "/in/a", { method: "POST", headers: PAGE }],
    [
      "a post that says it navigates",
      "/in/a",
      { method: "POST", headers: { "sec-fetch-mode": "navigate", ...PAGE } },
    ],
    [
      "a request with a query",
      "/in/a?Action=ListQueues",
      { method: "GET", headers: { "sec-fetch-mode": "navigate", "sec-fetch-site": "cross-site" } },
    ],
    [
      "a navigation to the API",
      "/byok",
      { method: "GET", headers: { "sec-fetch-mode": "navigate", "sec-fetch-site": "cross-site" } },
    ],
    [
      "a post of the page to the API",
      "/byok",
      { method: "POST", headers: { origin: deployment.awsEndpoint, "sec-fetch-site": "same-origin" } },
    ],
    [
      "a post from another port",
      "/in/a",
      { method: "POST", headers: { origin: "http://127.0.0.1:1", "sec-fetch-site": "same-site" } },
    ],
    [
      "a frame without an origin",
      "/in/a",
      { method: "POST", headers: { origin: "null", "sec-fetch-site": "same-origin" } },
    ],
  ])("the exception for the page of intake links lets nothing else pass: %s", async (_, path, request) => {
    const { pathname } = new URL(deployment.apiUrl);
    expect((await send(`${pathname}${path}`, request)).status).toBe(403);
  });

  it("a web page changes nothing in the local stack, and no preflight request lets it", async () => {
    const preflight = await send("/", {
      method: "OPTIONS",
      headers: { ...PAGE, "access-control-request-method": "POST", "access-control-request-headers": "*" },
    });
    expect([preflight.status, corsOf(preflight)]).toEqual([403, []]);
    const reset = await send("/_ministack/reset", { headers: PAGE });
    expect(reset.status).toBe(403);
    const { pathname } = new URL(deployment.apiUrl);
    const open = await send(`${pathname}/health`, { method: "GET", headers: PAGE });
    expect(open.status).toBe(403);
    expect((await send(`${pathname}/health`, { method: "GET" })).status).toBe(200);
  });

  it.each([`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, "127.0.0.1:9"])(
    "the local stack answers at the loopback address %s, also what a person types into a browser",
    async (host) => {
      const { pathname } = new URL(deployment.apiUrl);
      const headers = { host, "sec-fetch-site": "none" };
      const answer = await send(`${pathname}/health`, { method: "GET", headers });
      expect([answer.status, corsOf(answer)]).toEqual([200, []]);
    },
  );
});
