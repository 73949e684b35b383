import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { type RequestOptions, request as send } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { drain, listen } from "../../../../cli/local-http/listen.ts";
import { createAgent } from "../../../../cli/resolver-agent/agent.ts";
import { KeyferryError } from "../../../../shared/kernel/errors.ts";
import { Secret } from "../../../../shared/kernel/secret.ts";
import { rawKey, WORKSPACE } from "../../../support/data/fixtures.ts";
import { keysOfEveryShape } from "../../../support/data/keys-of-every-shape.ts";
import { fixedResolver, openable, SHARED } from "../../../support/fakes/fixed-resolver.ts";

const A = "a0000000-0000-4000-8000-000000000001";
const B = "b0000000-0000-4000-8000-000000000002";
const KEY = rawKey();
const TOKEN = "kf_agent_the-token-of-this-test";
const ASK = { workspace: WORKSPACE, providers: ["openai"], model: "gpt-4o" };

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

type Sending = Pick<RequestOptions, "method" | "headers"> & { readonly body?: string | object };

let directory: string;
const ends: (() => Promise<void>)[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "keyferry-agent-"));
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await rm(directory, { recursive: true });
});

/** An agent on a unix socket, what it logs, and a client that shows the token unless told otherwise. */
async function start(...given: Parameters<typeof fixedResolver>) {
  const world = fixedResolver(...given);
  const log: unknown[] = [];
  const server = createAgent({
    resolver: world.resolver,
    token: new Secret(TOKEN),
    log: (...line) => log.push(line),
  });
  const socketPath = await listen(server, { socket: join(directory, "agent.sock") });
  ends.push(() => drain(server, 5_000));
  const ask = (path: string, { method = "POST", headers = {}, body }: Sending = {}): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const own = { "x-keyferry-token": TOKEN, "content-type": "application/json", ...headers };
      const sent = send({ socketPath, path, method, headers: own }, (response) => {
        let text = "";
        response.on("data", (chunk) => (text += chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
        );
      });
      sent.on("error", reject);
      sent.end(typeof body === "object" ? JSON.stringify(body) : body);
    });
  return { ...world, log, ask, socketPath };
}

const fieldsIn = ({ text }: Reply) =>
  (JSON.parse(text).error.metadata.fields ?? []).map(({ path }: { readonly path: string }) => path);

describe("POST /v1/resolve", () => {
  it("the attempts come in their order with opened keys, and shared capacity where it stands", async () => {
    const { ask, asked } = await start([openable(A, KEY), SHARED, openable(B, rawKey(2))]);
    const body = { ...ASK, user: "u1", api_key_hash: "a".repeat(64), zdr: true };
    const { status, text, headers } = await ask("/v1/resolve", { body });
    expect([status, headers["cache-control"]]).toEqual([200, "no-store"]);
    expect(JSON.parse(text)).toEqual({
      attempts: [
        expect.objectContaining({ kind: "credential", credential_id: A, key: KEY, cache_key: `${A}#2` }),
        { kind: "shared", provider: "openai" },
        expect.objectContaining({ kind: "credential", credential_id: B, key: rawKey(2) }),
      ],
      truncated: false,
      stale: false,
      as_of: "2026-11-27T10:00:00.000Z",
    });
    expect(asked).toEqual([{ ...ASK, user: "u1", apiKeyHash: "a".repeat(64), zdr: true }]);
  });

  it("a key that is a JSON document comes with its parts, and any other as one", async () => {
    const [id, secret] = ["AKIA".padEnd(20, "X"), "s".repeat(40)];
    const document = JSON.stringify({ aws_access_key_id: id, aws_secret_access_key: secret });
    const { ask } = await start([openable(A, document), openable(B, KEY)]);
    const { attempts } = JSON.parse((await ask("/v1/resolve", { body: ASK })).text);
    expect(attempts).toMatchObject([
      { key: document, parts: { aws_access_key_id: id, aws_secret_access_key: secret } },
      { key: KEY, parts: { api_key: KEY } },
    ]);
  });

  it("the exclusions are answered where the request asks for an explanation", async () => {
    const excluded = [{ credential_id: B, provider: "openai", reason: "model" }] as const;
    const { ask } = await start([openable(A, KEY)], excluded);
    const { text } = await ask("/v1/resolve", { body: { ...ASK, explain: true } });
    expect(JSON.parse(text)).toMatchObject({ excluded, shared_excluded: [] });
  });

  it("no more keys are opened than the request wants attempts", async () => {
    const unopened = openable(B, new Error("opened in spite of the limit"));
    const { ask } = await start([openable(A, KEY), unopened, SHARED]);
    const { text } = await ask("/v1/resolve", { body: { ...ASK, max_attempts: 1 } });
    expect(JSON.parse(text)).toMatchObject({ attempts: [{ credential_id: A }], truncated: true });
  });

  it("a credential that no repetition will open is left out and named as unopenable", async () => {
    const { ask } = await start([
      openable(A, new KeyferryError("conflict", "altered")),
      openable(B, KEY),
      SHARED,
    ]);
    const { text } = await ask("/v1/resolve", { body: { ...ASK, explain: true } });
    expect(JSON.parse(text)).toMatchObject({
      attempts: [{ credential_id: B }, { kind: "shared" }],
      excluded: [{ credential_id: A, reason: "unopenable" }],
    });
  });

  it("a failure of KMS takes shared capacity out of the answer, since it must not turn into it", async () => {
    const down = new KeyferryError("unavailable", "kms:Decrypt failed");
    const { ask } = await start([openable(A, down), openable(B, KEY), SHARED]);
    const { text } = await ask("/v1/resolve", { body: ASK });
    expect(JSON.parse(text).attempts).toMatchObject([{ credential_id: B }]);
  });

  it("a failure of KMS with no other key to offer is a 503, and not shared capacity alone", async () => {
    const { ask } = await start([
      openable(A, new KeyferryError("unavailable", "kms:Decrypt failed")),
      SHARED,
    ]);
    const { status, headers } = await ask("/v1/resolve", { body: ASK });
    expect([status, headers["retry-after"]]).toEqual([503, "1"]);
  });

  it.each([
    [{ ...ASK, workspace: "acme" }, ["workspace"]],
    [{ ...ASK, providers: [] }, ["providers"]],
    [{ ...ASK, providers: ["Open AI"] }, ["providers.0"]],
    [{ ...ASK, api_key_hash: "A".repeat(64) }, ["api_key_hash"]],
    [{ ...ASK, max_attempts: 0 }, ["max_attempts"]],
    [{ workspace: WORKSPACE }, ["providers", "model"]],
    [{ ...ASK, unheard: 1 }, ["(unknown field)"]],
  ])("a request with %j is a 400 that names the fields %j", async (body, fields) => {
    const reply = await (await start([])).ask("/v1/resolve", { body });
    expect([reply.status, fieldsIn(reply)]).toEqual([400, fields]);
  });
});

describe("POST /v1/report", () => {
  const report = (body: object) => ({ body: { credential_id: A, key_version: 2, ...body } });

  it("a report on a key that was handed out reaches the resolver", async () => {
    const { ask, reported } = await start([openable(A, KEY)]);
    await ask("/v1/resolve", { body: ASK });
    const { status } = await ask("/v1/report", report({ status: 401, code: "invalid_api_key" }));
    expect([status, reported]).toEqual([202, [[A, { status: 401, code: "invalid_api_key" }]]]);
  });

  it("a report on a key or a version that was not handed out is a 404, and reaches nobody", async () => {
    const { ask, reported } = await start([openable(A, KEY)]);
    expect((await ask("/v1/report", report({ status: 401 }))).status).toBe(404);
    await ask("/v1/resolve", { body: ASK });
    expect((await ask("/v1/report", report({ key_version: 1 }))).status).toBe(404);
    expect((await ask("/v1/report", report({ credential_id: B }))).status).toBe(404);
    expect(reported).toEqual([]);
  });

  it("a code of any other form than a provider's is refused, since it may be a message that quotes a key", async () => {
    const { ask } = await start([]);
    const reply = await ask("/v1/report", report({ code: `Incorrect API key provided: ${KEY}` }));
    expect([reply.status, fieldsIn(reply)]).toEqual([400, ["code"]]);
    expect(reply.text).not.toContain(KEY);
  });
});

describe("who may ask", () => {
  it("the health is answered without the token, and has no secret in it", async () => {
    const { ask } = await start([openable(A, KEY)]);
    const { status, text } = await ask("/healthz", { method: "GET", headers: { "x-keyferry-token": "" } });
    expect([status, JSON.parse(text)]).toEqual([200, { status: "ok" }]);
  });

  it.each(["", "kf_agent_another", TOKEN.toUpperCase(), `Bearer ${TOKEN}`])(
    "a request with the token %j is a 401, whatever it asks for",
    async (token) => {
      const { ask, asked } = await start([openable(A, KEY)]);
      for (const path of ["/v1/resolve", "/v1/report", "/anything"]) {
        expect((await ask(path, { headers: { "x-keyferry-token": token }, body: ASK })).status, path).toBe(
          401,
        );
      }
      expect(asked).toEqual([]);
    },
  );

  it.each([
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://localhost" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "none", "sec-fetch-mode": "no-cors" },
  ])("a browser's request with %j is a 403, even with the token", async (headers: Record<string, string>) => {
    const { ask, asked } = await start([openable(A, KEY)]);
    for (const method of ["POST", "GET", "OPTIONS"]) {
      const { status, headers: answered } = await ask("/v1/resolve", { method, headers });
      expect([method, status]).toEqual([method, 403]);
      expect(Object.keys(answered).filter((name) => name.startsWith("access-control-"))).toEqual([]);
    }
    expect(asked).toEqual([]);
  });

  it.each(["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example", "0.0.0.0"])(
    "a request under the host %j, as a page that rebinds its name sends it, is a 403",
    async (host) => {
      const { ask } = await start([openable(A, KEY)]);
      for (const path of ["/v1/resolve", "/healthz"]) {
        const { status, text } = await ask(path, { headers: { host }, body: ASK });
        expect([status, text.includes(KEY)]).toEqual([403, false]);
      }
    },
  );

  it("a form's content type is a 415, and another method a 405 that says which is right", async () => {
    const { ask } = await start([]);
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]) {
      expect((await ask("/v1/resolve", { headers: { "content-type": type }, body: ASK })).status, type).toBe(
        415,
      );
    }
    const { status, headers } = await ask("/v1/resolve", { method: "GET" });
    expect([status, headers.allow]).toEqual([405, "POST"]);
  });

  it("a body above 1 MB is a 413, and the connection is closed without reading the rest", async () => {
    const { ask } = await start([]);
    const { status, headers } = await ask("/v1/resolve", { headers: { "content-length": 1024 * 1024 + 1 } });
    expect([status, headers.connection]).toEqual([413, "close"]);
  });

  it("a body that does not say its size is a 413 above 1 MB, and read below", async () => {
    const { ask } = await start([openable(A, KEY)]);
    const chunked = { "transfer-encoding": "chunked" };
    const text = JSON.stringify(ASK);
    const most = text.padEnd(1024 * 1024);
    expect((await ask("/v1/resolve", { headers: chunked, body: most })).status).toBe(200);
    expect((await ask("/v1/resolve", { headers: chunked, body: `${most} ` })).status).toBe(413);
  });
});

describe("what the agent says", () => {
  it("a key in any place of a request is in no refusal and in no line of the log", async () => {
    const { ask, log } = await start([openable(A, KEY)]);
    const replies: string[] = [];
    for (const key of keysOfEveryShape()) {
      const bodies = [
        { ...ASK, [key]: 1 },
        { ...ASK, workspace: key },
        { ...ASK, providers: [`${key} `] },
        `{${key}`,
      ];
      for (const body of bodies) replies.push((await ask("/v1/resolve", { body })).text);
      replies.push((await ask(`/${encodeURIComponent(key)}`)).text);
      replies.push((await ask(`/v1/resolve?${encodeURIComponent(key)}`, { body: ASK })).text);
      replies.push((await ask("/v1/report", { body: { [key]: key } })).text);
    }
    const said = replies.join() + JSON.stringify(log);
    expect(replies.every((reply) => reply.includes('"error"'))).toBe(true);
    expect(keysOfEveryShape().filter((key) => said.includes(key))).toEqual([]);
    expect(said).not.toContain(TOKEN);
  });

  it("an error that is none of keyferry's own is a 500 without its message", async () => {
    const { ask, log } = await start([openable(A, new Error(`no ${KEY}`))]);
    const { status, text } = await ask("/v1/resolve", { body: ASK });
    expect(status).toBe(500);
    expect(text + JSON.stringify(log)).not.toContain(KEY);
  });
});

describe("where the agent listens", () => {
  it("a socket is its owner's alone", async () => {
    const { socketPath } = await start([]);
    expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
  });

  it("a socket that a killed agent left is replaced, and one that answers is not", async () => {
    const { socketPath } = await start([]);
    await expect(start([])).rejects.toThrow("another process listens on that socket already");
    expect((await stat(socketPath)).isSocket()).toBe(true);
  });

  it("a socket is not taken from an agent that is too busy to accept a connection", async () => {
    const path = join(directory, "agent.sock");
    const busy = `require("node:net").createServer().listen({ path: ${JSON.stringify(path)}, backlog: 1 }, () => {
      require("node:fs").writeSync(1, "there");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    })`;
    const agent = spawn(process.execPath, ["--eval", busy], { stdio: ["ignore", "pipe", "inherit"] });
    const clients: Socket[] = [];
    try {
      await once(agent.stdout, "data");
      for (let waiting = 0; waiting < 4; waiting += 1) clients.push(connect(path).on("error", () => {}));
      await expect(start([])).rejects.toThrow("another process listens on that socket already");
    } finally {
      for (const client of clients) client.destroy();
      agent.kill("SIGKILL");
      await once(agent, "exit");
    }
    // What it left is nobody's now.
    expect((await (await start([])).ask("/healthz", { method: "GET" })).status).toBe(200);
  });

  it("a file that is no socket is not removed", async () => {
    await writeFile(join(directory, "agent.sock"), "precious");
    await expect(start([])).rejects.toThrow("another kind of file");
    expect((await stat(join(directory, "agent.sock"))).isFile()).toBe(true);
  });

  it("a request in flight is answered before the agent ends", async () => {
    const opening = Promise.withResolvers<void>();
    const slow = openable(A, KEY);
    const asked = Promise.withResolvers<void>();
    const attempt = {
      ...slow,
      open: async () => {
        asked.resolve();
        await opening.promise;
        return slow.open();
      },
    };
    const { ask } = await start([attempt]);
    const reply = ask("/v1/resolve", { body: ASK });
    await asked.promise;
    const ended = Promise.all(ends.splice(0).map((end) => end()));
    opening.resolve();
    expect((await reply).status).toBe(200);
    await ended;
  });

  it("the socket is gone once the agent has ended", async () => {
    const { socketPath } = await start([]);
    for (const end of ends.splice(0)) await end();
    await expect(stat(socketPath)).rejects.toThrow("ENOENT");
  });
});
