import { inspect } from "node:util";
import { expect, it } from "vitest";
import type { Resolution } from "../../../resolver/resolution.ts";
import { reveal } from "../../../shared/kernel/secret.ts";
import { PROVIDERS } from "../../../shared/providers/catalogue.ts";
import { credentialId, WORKSPACE } from "../../support/data/fixtures.ts";
import { keysOfEveryShape } from "../../support/data/keys-of-every-shape.ts";
import { resolverWorld } from "../../support/worlds/resolver-world.ts";

const [FIRST, SECOND] = [credentialId(1), credentialId(2)];
const ASKED = { workspace: WORKSPACE, providers: ["openai"], model: "gpt-4o" };

/** What each attempt of a resolution is: the text of its key, or `shared`. */
const opened = ({ attempts }: Resolution) =>
  Promise.all(
    attempts.map(async (attempt) => (attempt.kind === "shared" ? "shared" : reveal(await attempt.open()))),
  );

it("a request gets the workspace's own and the global keys, opened, and then shared capacity", async () => {
  const { resolver, put } = resolverWorld();
  await put({ id: FIRST, sort_order: 2 }, "own");
  await put({ id: SECOND, sort_order: 1, workspace_id: null }, "global");
  const resolution = await resolver.resolve(ASKED);
  expect(await opened(resolution)).toEqual(["global", "own", "shared"]);
  expect(resolution).toMatchObject({ stale: false, as_of: "2026-01-01T00:00:00.000Z" });
});

it("a request for global gets the global keys alone, each once", async () => {
  const { resolver, put } = resolverWorld();
  await put({ id: FIRST }, "own");
  await put({ id: SECOND, workspace_id: null }, "global");
  expect(await opened(await resolver.resolve({ ...ASKED, workspace: "global" }))).toEqual([
    "global",
    "shared",
  ]);
});

it("a request does not get the keys of another workspace", async () => {
  const { resolver, put } = resolverWorld();
  await put({ id: FIRST }, "own");
  const other = { ...ASKED, workspace: credentialId(9) };
  expect(await opened(await resolver.resolve(other))).toEqual(["shared"]);
});

it("a thousand first requests at once make the calls of one", async () => {
  const { resolver, put, calls, unwraps } = resolverWorld();
  await put({ id: FIRST }, "own");
  await Promise.all(Array.from({ length: 1_000 }, () => resolver.resolve(ASKED)));
  // A query each for the workspace and for the global credentials, and one read of records.
  expect(calls.map(({ name }) => name)).toEqual(["QueryCommand", "QueryCommand", "BatchGetItemCommand"]);
  expect(unwraps()).toBe(1);
});

it("a warm request makes no call, however often its keys are opened", async () => {
  const { resolver, put, calls, unwraps } = resolverWorld();
  await put({ id: FIRST }, "own");
  await resolver.resolve(ASKED);
  const before = calls.length + unwraps();
  for (let times = 0; times < 10; times += 1) await opened(await resolver.resolve(ASKED));
  expect(calls.length + unwraps()).toBe(before);
});

it("the keys of one import are opened with one call of KMS", async () => {
  const { resolver, put, session, unwraps } = resolverWorld();
  const own = session();
  for (const n of [1, 2, 3, 4, 5]) await put({ id: credentialId(n), sort_order: n }, `key ${n}`, own);
  expect(await opened(await resolver.resolve(ASKED))).toHaveLength(6);
  expect(unwraps()).toBe(1);
});

it("a request that names wrong fields is refused, and none of its text is repeated", async () => {
  const { resolver } = resolverWorld();
  const wrong = {
    workspace: "canary",
    providers: ["canary!", "openai", "openai"],
    model: "",
    apiKeyHash: "canary",
  };
  const error = await resolver.resolve(wrong).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    kind: "invalid_request",
    fields: [
      { path: "workspace" },
      { path: "model" },
      { path: "apiKeyHash" },
      { path: "providers.0" },
      { path: "providers.2" },
    ],
  });
  expect(inspect(error, { depth: 9 })).not.toContain("canary");
});

it("a router key is hashed as allowed_api_key_hashes wants it", async () => {
  const { resolver, put } = resolverWorld();
  // SHA-256 of "abc": FIPS 180-4, example 1.
  const hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  await put({ id: FIRST, allowed_api_key_hashes: [hash] }, "own");
  expect(await opened(await resolver.resolve({ ...ASKED, apiKey: "abc" }))).toEqual(["own", "shared"]);
  expect(await opened(await resolver.resolve({ ...ASKED, apiKeyHash: hash }))).toEqual(["own", "shared"]);
  expect(await opened(await resolver.resolve(ASKED))).toEqual(["shared"]);
});

it("a record that was altered is excluded and told once, and its rule holds", async () => {
  const { resolver, put, change, notices } = resolverWorld();
  await put({ id: FIRST, is_required: true, sort_order: 1 }, "own");
  await put({ id: SECOND, sort_order: 2 }, "next");
  change(FIRST, { key_version: 7 });
  const resolution = await resolver.resolve(ASKED);
  await resolver.resolve(ASKED);
  expect(await opened(resolution)).toEqual(["next"]);
  expect(resolution.excluded).toEqual([{ credential_id: FIRST, provider: "openai", reason: "unopenable" }]);
  expect(notices).toEqual([{ kind: "unopenable", credential_id: FIRST, provider: "openai" }]);
});

it("a data key that is not the workspace's is asked for once, and its credentials are excluded", async () => {
  const { resolver, put, change, unwraps } = resolverWorld();
  await put({ id: FIRST }, "own");
  change(FIRST, { wrapped_key: new Uint8Array(200) });
  for (let times = 0; times < 3; times += 1) {
    expect((await resolver.resolve(ASKED)).excluded).toMatchObject([{ reason: "unopenable" }]);
  }
  expect(unwraps()).toBe(1);
});

it.each([...PROVIDERS.keys(), "own", "own/second"])(
  "a request may name the provider %s",
  async (provider) => {
    const { put, resolver } = resolverWorld();
    await put({ id: FIRST, provider }, "own");
    const { attempts } = await resolver.resolve({ ...ASKED, providers: [provider] });
    expect(attempts).toMatchObject([
      { kind: "credential", provider },
      { kind: "shared", provider },
    ]);
  },
);

it("a record that is not to be understood takes the shared capacity of its provider away", async () => {
  const { resolver, put, change } = resolverWorld();
  await put({ id: FIRST }, "own");
  change(FIRST, { sort_order: "first" });
  const resolution = await resolver.resolve({ ...ASKED, providers: ["openai", "azure"] });
  expect(resolution.attempts).toEqual([{ kind: "shared", provider: "azure" }]);
  expect(resolution.excluded).toEqual([{ credential_id: FIRST, provider: "openai", reason: "unopenable" }]);
  expect(resolution.shared_excluded).toEqual([{ provider: "openai", reason: "unavailable" }]);
  expect(await resolver.resolve({ ...ASKED, providers: ["azure"] })).toMatchObject({
    attempts: [{ kind: "shared" }],
    excluded: [],
  });
});

it("a listed record that has no provider takes the shared capacity of the listed one away", async () => {
  const { resolver, put, items } = resolverWorld();
  await put({ id: FIRST, is_required: true }, "own");
  for (const item of items.values()) delete item.provider;
  const resolution = await resolver.resolve(ASKED);
  expect(resolution.attempts).toEqual([]);
  expect(resolution.shared_excluded).toEqual([{ provider: "openai", reason: "unavailable" }]);
});

it("a key under a newer scheme than this version reads takes the shared capacity of its provider away", async () => {
  const { resolver, put, change } = resolverWorld();
  await put({ id: FIRST, sort_order: 1 }, "own");
  await put({ id: SECOND, sort_order: 2 }, "next");
  change(FIRST, { scheme: 2 });
  const resolution = await resolver.resolve(ASKED);
  expect(await opened(resolution)).toEqual(["next"]);
  expect(resolution.excluded).toEqual([{ credential_id: FIRST, provider: "openai", reason: "unopenable" }]);
});

it("a key that KMS does not unwrap now takes all shared capacity away, and opens when KMS is back", async () => {
  const { resolver, put, kms, notices } = resolverWorld();
  await put({ id: FIRST, sort_order: 1 }, "own");
  await resolver.resolve(ASKED);
  await put({ id: SECOND, sort_order: 2 }, "new");
  resolver.invalidate(WORKSPACE);
  kms.fail("KMSInternalException");
  const resolution = await resolver.resolve({ ...ASKED, providers: ["openai", "azure"] });
  expect(resolution.attempts.map(({ kind }) => kind)).toEqual(["credential", "credential"]);
  expect(resolution.shared_excluded.map(({ reason }) => reason)).toEqual(["unavailable", "unavailable"]);
  expect(notices).toEqual([{ kind: "vault_unavailable", credential_id: SECOND }]);
  await expect(opened(resolution)).rejects.toMatchObject({ kind: "unavailable" });
  kms.fail(undefined);
  expect(await opened(resolution)).toEqual(["own", "new"]);
});

it("a resolver that was given another vault key than the deployment's refuses, and leaves nothing to shared capacity", async () => {
  const { resolver, put, kms } = resolverWorld();
  await put({ id: FIRST }, "own");
  kms.fail("IncorrectKeyException");
  await expect(resolver.resolve(ASKED)).rejects.toMatchObject({ kind: "unavailable" });
});

it("a first request while KMS is down is refused rather than sent to shared capacity", async () => {
  const { resolver, put, kms } = resolverWorld();
  await put({ id: FIRST }, "own");
  kms.fail("KMSInternalException");
  await expect(resolver.resolve(ASKED)).rejects.toMatchObject({ kind: "unavailable" });
  expect(resolver.stats()).toMatchObject({ resolves: 1, unavailable: 1 });
});

it("the ninth key and those after it are unwrapped when they are opened", async () => {
  const { resolver, put, unwraps } = resolverWorld();
  for (let n = 1; n <= 12; n += 1) await put({ id: credentialId(n), sort_order: n }, `key ${n}`);
  const resolution = await resolver.resolve(ASKED);
  expect(unwraps()).toBe(8);
  expect(await opened(resolution)).toHaveLength(13);
  expect(unwraps()).toBe(12);
});

it("a document is taken apart, and any other key is one part", async () => {
  const { resolver, put } = resolverWorld();
  await put({ id: FIRST, sort_order: 1 }, JSON.stringify({ aws_access_key_id: "one", expires: 3 }));
  await put({ id: SECOND, sort_order: 2 }, "plain");
  const { attempts } = await resolver.resolve(ASKED);
  const parts = await Promise.all(attempts.flatMap((each) => (each.kind === "shared" ? [] : [each.parts()])));
  expect(
    parts.map((part) =>
      Object.fromEntries(Object.entries(part).map(([name, value]) => [name, reveal(value)])),
    ),
  ).toEqual([{ aws_access_key_id: "one", expires: "3" }, { api_key: "plain" }]);
  expect(inspect(parts, { depth: 9 })).not.toContain("plain");
});

it("a resolution prints no key, of whatever shape", async () => {
  for (const key of keysOfEveryShape()) {
    const { resolver, put, notices } = resolverWorld();
    await put({ id: FIRST }, key);
    const resolution = await resolver.resolve(ASKED);
    expect((await opened(resolution))[0]).toBe(key);
    const printed = [
      inspect(resolution, { depth: 9, showHidden: true }),
      JSON.stringify(resolution),
      inspect(resolver, { depth: 9, showHidden: true }),
      JSON.stringify([resolver.stats(), notices]),
    ].join();
    for (const form of [key, Buffer.from(key).toString("base64"), Buffer.from(key).toString("hex")]) {
      expect(printed).not.toContain(form);
    }
  }
});

it("a resolver that was stopped has nothing in memory, and neither resolves nor opens", async () => {
  const { resolver, put } = resolverWorld();
  await put({ id: FIRST }, "own");
  const resolution = await resolver.resolve(ASKED);
  await resolver.stop();
  expect(resolver.stats()).toMatchObject({ workspaces: 0, credentials: 0, data_keys: 0, bytes: 0 });
  await expect(resolver.resolve(ASKED)).rejects.toMatchObject({ kind: "unavailable" });
  await expect(opened(resolution)).rejects.toMatchObject({ kind: "unavailable" });
});
