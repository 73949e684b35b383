import { type RequestOptions, request as send } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { createConsole } from "../../../../cli/console/console-server.ts";
import type { Operator } from "../../../../cli/console/ports.ts";
import { createSessions } from "../../../../cli/console/sessions.ts";
import { describeFailure } from "../../../../cli/failure.ts";
import { drain, listen } from "../../../../cli/local-http/listen.ts";
import { HTTP_STATUS } from "../../../../shared/kernel/http-status.ts";
import { reveal } from "../../../../shared/kernel/secret.ts";
import { rawKey } from "../../../support/data/fixtures.ts";
import { fixedId, fixedOperator } from "../../../support/fakes/fixed-operator.ts";

const ID = fixedId(1);
const ASSETS = new Map([
  ["/", { type: "text/html; charset=utf-8", content: Buffer.from("<!doctype html>") }],
]);

/** Everything that the page may ask for. */
const GETS = [
  "/api/deployment",
  "/api/credentials?offset=0&limit=100",
  `/api/credentials/${ID}`,
  `/api/credentials/${ID}/events`,
  "/api/imports",
  `/api/imports/${ID}/rejected`,
  "/api/links?workspace=global",
  "/api/sources",
  "/api/pipeline",
  "/api/health",
];
const POSTS: readonly (readonly [string, object])[] = [
  [`/api/credentials/${ID}/disabled`, { disabled: true }],
  [`/api/credentials/${ID}/delete`, {}],
  ["/api/links", { workspace: "global", provider: "openai", expires_in: 300 }],
  [`/api/links/${ID}/revoke`, {}],
  ["/api/queues/imports/redrive", { limit: 10 }],
];

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

type Sending = Pick<RequestOptions, "method" | "headers"> & { readonly body?: object | string };

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A console, and a client that sends any headers, which `fetch` would not let a test set. */
async function start(overrides: Partial<Operator> = {}) {
  const world = fixedOperator(3, overrides);
  const sessions = createSessions(() => new Date());
  const server = createConsole({
    operator: world.operator,
    sessions,
    assets: ASSETS,
    describeFailure(thrown) {
      const { kind, message, fields } = describeFailure(thrown, { local: undefined, environment: {} });
      return {
        status: HTTP_STATUS[kind as keyof typeof HTTP_STATUS] ?? 500,
        error: { kind, message, fields },
      };
    },
  });
  const address = await listen(server, { port: 0 });
  ends.push(() => drain(server, 1_000));
  const { hostname, port, origin } = new URL(address);
  const token = reveal(sessions.issue());
  const ask = (path: string, { method = "GET", headers = {}, body }: Sending = {}): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const own = { ...(body !== undefined && { "content-type": "application/json" }), ...headers };
      const sent = send({ hostname, port, path, method, headers: own }, (response) => {
        let text = "";
        response.on("data", (chunk) => (text += chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
        );
      });
      sent.on("error", reject);
      sent.end(typeof body === "object" ? JSON.stringify(body) : body);
    });
  const open = async () => {
    const { text } = await ask("/session", { method: "POST", body: { token } });
    return { "x-keyferry-session": String(JSON.parse(text).session) };
  };
  return { ...world, ask, open, token, origin, port };
}

const kindIn = ({ text }: Reply): string => JSON.parse(text).error.kind;

describe("who may use the console", () => {
  it("a link's token is exchanged for a session once, and nobody who comes later gets one", async () => {
    const { ask, token } = await start();
    const first = await ask("/session", { method: "POST", body: { token } });
    const second = await ask("/session", { method: "POST", body: { token } });
    expect([first.status, second.status, kindIn(second)]).toEqual([200, 401, "no_session"]);
    expect(first.text).not.toContain(token);
  });

  it("no path but the page's own answers without a session, with a wrong one, or with the link's token", async () => {
    const { ask, open, token, calls } = await start();
    await open();
    for (const session of [{}, { "x-keyferry-session": "guess" }, { "x-keyferry-session": token }]) {
      for (const path of [...GETS, "/api/anything"]) {
        const reply = await ask(path, { headers: session });
        expect([path, reply.status, kindIn(reply)]).toEqual([path, 401, "no_session"]);
      }
      for (const [path, body] of POSTS) {
        expect([path, (await ask(path, { method: "POST", headers: session, body })).status]).toEqual([
          path,
          401,
        ]);
      }
    }
    expect(calls).toEqual([]);
  });

  it("every path answers the page with its session", async () => {
    const { ask, open } = await start();
    const session = await open();
    for (const path of GETS)
      expect([path, (await ask(path, { headers: session })).status]).toEqual([path, 200]);
    for (const [path, body] of POSTS) {
      const { status } = await ask(path, { method: "POST", headers: session, body });
      expect([path, status]).toEqual([path, 200]);
    }
  });

  it.each([
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://127.0.0.1:1" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "none" },
    { "sec-fetch-site": "cross-site", "sec-fetch-dest": "document" },
    { "sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe" },
  ])(
    "another page's request with %j is a 403, even with the session",
    async (headers: Record<string, string>) => {
      const { ask, open, calls } = await start();
      const session = await open();
      for (const [path, body] of POSTS) {
        const reply = await ask(path, { method: "POST", headers: { ...session, ...headers }, body });
        expect([path, reply.status]).toEqual([path, 403]);
        expect(Object.keys(reply.headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
      }
      for (const path of GETS) {
        expect([path, (await ask(path, { headers: { ...session, ...headers } })).status]).toEqual([
          path,
          403,
        ]);
      }
      expect((await ask("/api/health", { method: "OPTIONS", headers })).status).toBe(403);
      expect(calls).toEqual([]);
    },
  );

  it.each(["evil.example", "localhost", "127.0.0.1", "127.0.0.1.evil.example", "[::1]", "0.0.0.0"])(
    "a request under the host %s, as a page that rebinds its name sends it, is a 403",
    async (name) => {
      const { ask, open, port, calls } = await start();
      const session = await open();
      for (const host of [name, `${name}:80`, ...(name === "127.0.0.1" ? [] : [`${name}:${port}`])]) {
        for (const path of ["/", "/api/deployment"]) {
          expect([host, (await ask(path, { headers: { ...session, host } })).status]).toEqual([host, 403]);
        }
      }
      expect(calls).toEqual([]);
    },
  );

  it("a person opens the page from anywhere, and no other page puts it into a frame", async () => {
    const { ask } = await start();
    for (const site of ["none", "cross-site", "same-origin"]) {
      const headers = { "sec-fetch-site": site, "sec-fetch-dest": "document", "sec-fetch-mode": "navigate" };
      expect([site, (await ask("/", { headers })).status]).toEqual([site, 200]);
    }
    const framed = { "sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe" };
    expect((await ask("/", { headers: framed })).status).toBe(403);
  });
});

describe("what the console answers", () => {
  it("a path that is none of the console's is a 404, and another method a 405", async () => {
    const { ask, open } = await start();
    const headers = await open();
    for (const path of [
      "/api",
      "/api/keys",
      "/api/credentials/",
      "/..%2f..%2fetc/passwd",
      "//evil.example/",
      "/byok",
    ]) {
      expect([path, (await ask(path, { headers })).status]).toEqual([path, 404]);
    }
    for (const method of ["PUT", "DELETE", "PATCH"]) {
      expect([method, (await ask("/api/deployment", { method, headers })).status]).toEqual([method, 405]);
    }
    expect((await ask("/", { method: "POST", headers, body: {} })).status).toBe(405);
    expect((await ask("/session", { headers })).status).toBe(405);
  });

  it("a request with another form than the page's is a 400 that repeats nothing of it", async () => {
    const { ask, open, calls } = await start();
    const headers = await open();
    const key = rawKey();
    for (const path of [
      `/api/credentials/${key}`,
      `/api/credentials?offset=0&limit=100&${key}=1`,
      `/api/credentials?offset=0&limit=100&workspace=${key}`,
      `/api/credentials?offset=0&limit=100&provider=${key}%20`,
      "/api/credentials?offset=0&limit=101",
      "/api/credentials?offset=0&offset=1&limit=1",
      `/api/imports?cursor=${key.repeat(2)}`,
    ]) {
      const reply = await ask(path, { headers });
      expect([path, reply.status]).toEqual([path, 400]);
      expect(reply.text).not.toContain(key);
    }
    for (const body of [{ disabled: key }, { disabled: true, [key]: 1 }, `{"disabled": ${key}`]) {
      const reply = await ask(`/api/credentials/${ID}/disabled`, { method: "POST", headers, body });
      expect(reply.status).toBe(400);
      expect(reply.text).not.toContain(key);
    }
    expect(
      (await ask(`/api/queues/${key}/redrive`, { method: "POST", headers, body: { limit: 1 } })).status,
    ).toBe(400);
    expect(calls).toEqual([]);
  });

  it("a form's content type is a 415, so that no form of another page changes anything", async () => {
    const { ask, open, calls } = await start();
    const session = await open();
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
      const headers = { ...session, "content-type": type };
      const reply = await ask(`/api/credentials/${ID}/delete`, { method: "POST", headers, body: "{}" });
      expect([type, reply.status]).toEqual([type, 415]);
    }
    expect(calls).toEqual([]);
  });

  it("a failure that is none of keyferry's own is a 500 without its message, which may quote a key", async () => {
    const key = rawKey();
    const { ask, open } = await start({
      health: async () => {
        throw new Error(`Incorrect API key provided: ${key}`);
      },
    });
    const { status, text } = await ask("/api/health", { headers: await open() });
    expect([status, text.includes(key)]).toEqual([500, false]);
  });

  it("every answer has the strict headers, refusals included", async () => {
    const { ask, open } = await start();
    const headers = await open();
    for (const reply of [
      await ask("/"),
      await ask("/api/deployment", { headers }),
      await ask("/api/deployment"),
      await ask("/", { headers: { host: "evil.example" } }),
    ]) {
      const policy = String(reply.headers["content-security-policy"]);
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; /);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(reply.headers).toMatchObject({
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
      });
      expect(reply.headers["set-cookie"]).toBeUndefined();
    }
  });
});
