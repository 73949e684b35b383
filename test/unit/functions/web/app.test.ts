import { beforeEach, describe, expect, it } from "vitest";
import { createWebApp } from "../../../../functions/web/app.ts";
import type { Page } from "../../../../functions/web/read-page.ts";
import { reveal, type Secret } from "../../../../shared/kernel/secret.ts";
import type { GuardedLink } from "../../../../shared/links/ports.ts";
import { publicKeyJwk } from "../../../../shared/sealing/public-key-jwk.ts";
import { rawKey } from "../../../support/data/fixtures.ts";
import { keysOfEveryShape } from "../../../support/data/keys-of-every-shape.ts";
import { intakePublicKey } from "../../../support/fakes/local-kms.ts";
import { type RedemptionWorld, redemptionWorld } from "../../../support/worlds/redemption-world.ts";

const SCRIPT = "page.0123456789abcdef.js";
const PAGE: Page = {
  html: "<!doctype html><title>the page</title>",
  assets: new Map([
    [
      SCRIPT,
      {
        type: "text/javascript; charset=utf-8",
        content: "start()",
        compressed: new Uint8Array([0x1f, 0x8b, 1]),
      },
    ],
  ]),
};

let world: RedemptionWorld;
let worker: (command: { readonly id: string }) => void;
let link: GuardedLink;
let token: Secret;
let app: ReturnType<typeof createWebApp>;
beforeEach(() => {
  world = redemptionWorld(async (message) => worker(JSON.parse(message)));
  worker = ({ id }) => {
    const redemption = { id, time: world.clock.now().toISOString(), label: "sk-...AbCd" };
    world.change(link.id, { status: "redeemed", redemption });
  };
  ({ link, token } = world.add());
  app = createWebApp({ ...world.dependencies, page: PAGE, waitBudgetMs: 4_000 });
});

async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await app.request(path, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

const withoutId = (text: string) => text.replace(/"request_id":"[^"]*"/, "");
const open = (given: object, id = link.id) => ask("POST", `/in/${id}/open`, given);
const redeem = (given: object, id = link.id) => ask("POST", `/in/${id}`, given);

describe("the page", () => {
  it("the page is the same for every link and for none, and showing it changes and reads nothing but who may embed it", async () => {
    const answers = [
      await ask("GET", `/in/${link.id}`),
      await ask("GET", "/in/00000000-0000-4000-8000-000000000000"),
      await ask("GET", "/in/no-id"),
    ];
    for (const { status, text } of answers) expect([status, text]).toEqual([200, PAGE.html]);
    expect(world.queue.messages).toEqual([]);
    expect((await open({ token: reveal(token) })).status).toBe(200);
  });

  it("the page may load and contact its own origin alone, runs nothing inline, and is kept by no cache", async () => {
    const { headers } = await ask("GET", `/in/${link.id}`);
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "x-robots-tag": "noindex, nofollow",
      "strict-transport-security": "max-age=63072000",
    });
    expect(headers.get("content-security-policy")?.split("; ")).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors https://app.example.com",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
    expect([...headers.keys()].filter((name) => /cookie|access-control/.test(name))).toEqual([]);
  });

  it.each([
    ["that allows no origin", { allowed_origins: [] }],
    ["that was revoked", { status: "revoked" as const }],
    ["that is expired", { expires_at: "2020-01-01T00:00:00.000Z" }],
  ])("the page of a link %s shows in no frame", async (_, changes) => {
    world.change(link.id, changes);
    const { headers } = await ask("GET", `/in/${link.id}`);
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("x-frame-options")).toBe("DENY");
  });

  it("the page comes also while the table cannot be read, and then shows in no frame", async () => {
    const links = { find: () => Promise.reject(new Error("no table")) };
    app = createWebApp({ ...world.dependencies, links, page: PAGE, waitBudgetMs: 4_000 });
    const { status, text, headers } = await ask("GET", `/in/${link.id}`);
    expect([status, text]).toEqual([200, PAGE.html]);
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  });

  it("HEAD has the headers of GET, and changes as little", async () => {
    const head = await ask("HEAD", `/in/${link.id}`);
    expect([head.status, head.text]).toEqual([200, ""]);
    expect(head.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(world.queue.messages).toEqual([]);
  });

  it("an address with a slash at its end is none, since the page's own addresses are relative", async () => {
    expect((await ask("GET", `/in/${link.id}/`)).status).toBe(404);
  });
});

describe("the assets", () => {
  it("an asset may be kept for ever, compressed or not, and no other name is answered", async () => {
    const plain = await ask("GET", `/in/assets/${SCRIPT}`);
    expect([plain.status, plain.text]).toEqual([200, "start()"]);
    expect(plain.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(plain.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    const compressed = await app.request(`/in/assets/${SCRIPT}`, {
      headers: { "accept-encoding": "br, gzip" },
    });
    expect(compressed.headers.get("content-encoding")).toBe("gzip");
    expect(new Uint8Array(await compressed.arrayBuffer())).toEqual(PAGE.assets.get(SCRIPT)?.compressed);
    for (const name of ["page.js", "constructor", "..%2fhandler.ts", "index.html"]) {
      expect((await ask("GET", `/in/assets/${name}`)).status, name).toBe(404);
    }
  });
});

describe("what the page asks", () => {
  it("the holder of the token learns what the link is for, and the key to seal with", async () => {
    const { status, text, headers } = await open({ token: reveal(token) });
    expect(status).toBe(200);
    const { jwk, ...data } = JSON.parse(text).data;
    expect(jwk).toEqual(publicKeyJwk(intakePublicKey));
    expect(data).toMatchObject({
      id: link.id,
      purpose: "create",
      provider: "openai",
      provider_name: "OpenAI",
      seal: {
        workspace_id: link.workspace_id,
        provider: "openai",
        credential_id: link.credential_id,
      },
    });
    expect(text).not.toContain(link.token_hash);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(world.queue.messages).toEqual([]);
  });

  it("any unknown, expired, revoked or used link and any wrong token have one answer, byte for byte", async () => {
    const given = { token: reveal(token) };
    const answers = [
      await open({ token: "x".repeat(43) }),
      await open(given, "00000000-0000-4000-8000-000000000000"),
      await open(given, "no-id"),
    ];
    for (const changes of [
      { status: "revoked" as const },
      { status: "redeemed" as const },
      { status: "open" as const, expires_at: "2020-01-01T00:00:00.000Z" },
    ]) {
      world.change(link.id, changes);
      answers.push(await open(given));
    }
    expect(new Set(answers.map(({ status, text }) => `${status} ${withoutId(text)}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(404);
  });

  it("a sealed key is answered 201 with its label, and the same seal again with the same", async () => {
    const given = { token: reveal(token), sealed_key: world.seal(link) };
    const first = await redeem(given);
    expect([first.status, JSON.parse(first.text)]).toEqual([
      201,
      {
        data: {
          credential_id: link.credential_id,
          provider: "openai",
          label: "sk-...AbCd",
          return_url: "https://app.example.com/done",
        },
      },
    ]);
    expect((await redeem(given)).text).toBe(first.text);
    const other = await redeem({ ...given, sealed_key: world.seal(link, rawKey(2)) });
    expect(other.status).toBe(409);
  });

  it("a key that the worker refuses is answered 422 with the reason, and another may follow", async () => {
    const accept = worker;
    worker = ({ id }) => {
      const rejection = { code: "refused_key" as const, message: "This is a placeholder, not a key." };
      world.change(link.id, { attempts: [{ id, time: world.clock.now().toISOString(), rejection }] });
    };
    const refused = await redeem({ token: reveal(token), sealed_key: world.seal(link, rawKey(2)) });
    expect(refused.status).toBe(422);
    expect(JSON.parse(refused.text).error).toMatchObject({
      code: 422,
      message: "This is a placeholder, not a key.",
      metadata: { reason: "refused_key" },
    });
    worker = accept;
    expect((await redeem({ token: reveal(token), sealed_key: world.seal(link) })).status).toBe(201);
  });

  it("an outcome that is still to come is answered 503, and the page may ask again", async () => {
    worker = () => {};
    const { status, headers } = await redeem({ token: reveal(token), sealed_key: world.seal(link) });
    expect([status, headers.get("retry-after")]).toEqual([503, "1"]);
  });
});

describe("what is no seal", () => {
  it.each(keysOfEveryShape().map((key) => [key.slice(0, 6), key]))(
    "a raw key %s… is refused wherever it stands in the body, and neither repeated nor queued nor logged",
    async (_, key) => {
      const bodies = [
        { token: reveal(token), sealed_key: key },
        { token: reveal(token), key },
        { token: key, sealed_key: key },
        { [key]: key, token: reveal(token) },
        JSON.stringify(key),
        key,
      ];
      for (const body of bodies) {
        const answers = [await redeem(body as object), await open(body as object)];
        for (const { status, text, headers } of answers) {
          expect([400, 404]).toContain(status);
          expect(text + JSON.stringify([...headers])).not.toContain(key);
        }
      }
      for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
        const { status, text } = await ask("POST", `/in/${link.id}`, `key=${key}`, { "content-type": type });
        expect(status).toBe(415);
        expect(text).not.toContain(key);
      }
      expect(world.queue.messages).toEqual([]);
      expect(JSON.stringify(world.log.lines)).not.toContain(key);
    },
  );

  it("a body of more than 64 KiB is refused with 413", async () => {
    const sealed_key = "x".repeat(70_000);
    expect((await redeem({ token: reveal(token), sealed_key })).status).toBe(413);
  });

  it.each([
    ["PUT", "/in/x", "GET, POST"],
    ["DELETE", "/in/x", "GET, POST"],
    ["GET", "/in/x/open", "POST"],
    ["POST", `/in/assets/${SCRIPT}`, "GET"],
  ])("%s %s is refused with the methods that there are", async (method, path, allow) => {
    const { status, headers } = await ask(method, path);
    expect([status, headers.get("allow")]).toEqual([405, allow]);
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
  });
});
