import { expect, it } from "vitest";
import type { Resolution } from "../../../resolver/resolution.ts";
import type { Snapshot } from "../../../resolver/snapshot.ts";
import { Snapshots } from "../../../resolver/snapshots.ts";
import { toCloudEvent } from "../../../shared/credentials/audit-event.ts";
import { reveal } from "../../../shared/kernel/secret.ts";
import { auditEvent, credentialId, WORKSPACE } from "../../support/data/fixtures.ts";
import { resolverWorld } from "../../support/worlds/resolver-world.ts";

const [FIRST, SECOND] = [credentialId(1), credentialId(2)];
const ASKED = { workspace: WORKSPACE, providers: ["openai"], model: "gpt-4o" };

const eventOf = (id: string, workspace_id: string | null = WORKSPACE) =>
  toCloudEvent(auditEvent(1, { credential_id: id, workspace_id }));

const keys = async ({ attempts }: Resolution) => {
  const credentials = attempts.filter((attempt) => attempt.kind === "credential");
  return Promise.all(credentials.map(async (attempt) => reveal(await attempt.open())));
};

it("a change is seen by every request that starts more than the bound after it", async () => {
  const { resolver, put, change, pass } = resolverWorld();
  await put({ id: FIRST }, "old");
  await resolver.resolve(ASKED);
  await put({ id: FIRST, key_version: 2 }, "new");
  await pass(5_001);
  expect(await keys(await resolver.resolve(ASKED))).toEqual(["new"]);
  change(FIRST, { disabled: true });
  await pass(5_001);
  expect((await resolver.resolve(ASKED)).excluded).toMatchObject([{ reason: "disabled" }]);
});

it("a rotated key has another cache key, so that no token of the old one is used", async () => {
  const { resolver, put, pass } = resolverWorld();
  await put({ id: FIRST }, "old");
  const [before] = (await resolver.resolve(ASKED)).attempts;
  await put({ id: FIRST, key_version: 2 }, "new");
  await pass(5_001);
  const [after] = (await resolver.resolve(ASKED)).attempts;
  expect([before, after].map((each) => each?.kind === "credential" && each.cacheKey)).toEqual([
    `${FIRST}#1`,
    `${FIRST}#2`,
  ]);
});

it("a deleted credential and a new one are seen", async () => {
  const { resolver, put, remove, pass } = resolverWorld();
  await put({ id: FIRST }, "one");
  await resolver.resolve(ASKED);
  remove(FIRST);
  await put({ id: SECOND }, "two");
  await pass(5_001);
  expect(await keys(await resolver.resolve(ASKED))).toEqual(["two"]);
});

it("a workspace in use is read again in the background, and nobody waits for it", async () => {
  const { resolver, put, pass, hold, calls } = resolverWorld();
  await put({ id: FIRST }, "old");
  await resolver.resolve(ASKED);
  await put({ id: FIRST, key_version: 2 }, "new");
  await pass(3_000);
  const release = hold();
  expect(await keys(await resolver.resolve(ASKED))).toEqual(["old"]);
  expect(await keys(await resolver.resolve(ASKED))).toEqual(["old"]);
  release();
  await pass(0);
  const before = calls.length;
  expect(await keys(await resolver.resolve(ASKED))).toEqual(["new"]);
  expect(calls.length).toBe(before);
});

it("a request does not take the answer of a read that began too long before it", async () => {
  const { resolver, put, pass, hold } = resolverWorld();
  await put({ id: FIRST }, "old");
  const release = hold();
  const first = resolver.resolve(ASKED);
  // The read has its answer already, and it arrives late.
  await pass(6_000);
  await put({ id: FIRST, key_version: 2 }, "new");
  const second = resolver.resolve(ASKED);
  release();
  expect(await keys(await second)).toEqual(["new"]);
  expect(await keys(await first).catch((error: { kind: string }) => error.kind)).toBeDefined();
});

it("a data key that stays in use is unwrapped once, however often the workspace is read", async () => {
  const { resolver, put, pass, unwraps, change } = resolverWorld();
  await put({ id: FIRST }, "own");
  await resolver.resolve(ASKED);
  change(FIRST, { name: "renamed" });
  await pass(5_001);
  await resolver.resolve(ASKED);
  expect(unwraps()).toBe(1);
  await put({ id: FIRST, key_version: 2 }, "new");
  await pass(5_001);
  await resolver.resolve(ASKED);
  expect(unwraps()).toBe(2);
  expect(resolver.stats()).toMatchObject({ data_keys: 1, credentials: 1 });
});

it("a store that is down is answered for by what was read, flagged, for five minutes and no longer", async () => {
  const { resolver, put, pass, storeIs, notices } = resolverWorld();
  await put({ id: FIRST }, "own");
  await resolver.resolve(ASKED);
  storeIs("down");
  await pass(5_001);
  const standIn = await resolver.resolve(ASKED);
  expect(standIn).toMatchObject({ stale: true, as_of: "2026-01-01T00:00:00.000Z" });
  expect(await keys(standIn)).toEqual(["own"]);
  expect(notices).toContainEqual({ kind: "store_unavailable", workspace_id: WORKSPACE });
  await pass(294_999);
  expect(await resolver.resolve(ASKED)).toMatchObject({ stale: true });
  await pass(1);
  await expect(resolver.resolve(ASKED)).rejects.toMatchObject({ kind: "unavailable" });
  storeIs("up");
  await pass(1_000);
  expect(await resolver.resolve(ASKED)).toMatchObject({ stale: false });
});

it("a store that is down is asked once a second, not for every request", async () => {
  const { resolver, put, pass, storeIs, calls } = resolverWorld();
  await put({ id: FIRST }, "own");
  await resolver.resolve(ASKED);
  storeIs("down");
  await pass(5_001);
  const before = calls.length;
  for (let times = 0; times < 50; times += 1) await resolver.resolve(ASKED);
  // One query for the workspace, one for the global credentials.
  expect(calls.length - before).toBe(2);
});

it("a store that is down at the first request is no reason for shared capacity", async () => {
  const { resolver, storeIs } = resolverWorld();
  storeIs("down");
  await expect(resolver.resolve(ASKED)).rejects.toMatchObject({ kind: "unavailable" });
});

it.each([
  ["the workspace's id", WORKSPACE],
  ["the credential's id", FIRST],
  ["an event of the bus", { source: "keyferry", detail: eventOf(FIRST) }],
  ["an event of another credential of the workspace", eventOf(SECOND)],
])("a change is seen at once after an invalidation by %s", async (_, subject) => {
  const { resolver, put } = resolverWorld();
  await put({ id: FIRST }, "old");
  await resolver.resolve(ASKED);
  await put({ id: FIRST, key_version: 2 }, "new");
  resolver.invalidate(subject);
  expect(await keys(await resolver.resolve(ASKED))).toEqual(["new"]);
});

it("the global credentials are read again after an invalidation of theirs", async () => {
  const { resolver, put } = resolverWorld();
  await resolver.resolve(ASKED);
  await put({ id: FIRST, workspace_id: null }, "global");
  resolver.invalidate(eventOf(FIRST, null));
  expect(await keys(await resolver.resolve(ASKED))).toEqual(["global"]);
});

it("an answer that was invalidated does not stand in for a store that is down", async () => {
  const { resolver, put, storeIs } = resolverWorld();
  await put({ id: FIRST }, "own");
  await resolver.resolve(ASKED);
  storeIs("down");
  resolver.invalidate(WORKSPACE);
  await expect(resolver.resolve(ASKED)).rejects.toMatchObject({ kind: "unavailable" });
});

it("an attempt opens for a minute after its answer was read, and then says so", async () => {
  const { resolver, put, pass } = resolverWorld();
  await put({ id: FIRST }, "own");
  const resolution = await resolver.resolve(ASKED);
  await pass(60_000);
  expect(await keys(resolution)).toEqual(["own"]);
  await pass(1);
  await expect(keys(resolution)).rejects.toMatchObject({ kind: "unavailable" });
});

it("an attempt opens no longer than a minute where only other credentials of its answer could not be read", async () => {
  const { resolver, put, pass, listingFails } = resolverWorld();
  await put({ id: FIRST }, "own");
  await resolver.resolve(ASKED);
  listingFails("global");
  await pass(5_001);
  const resolution = await resolver.resolve(ASKED);
  expect(resolution.stale).toBe(true);
  await pass(60_000);
  expect(await keys(resolution)).toEqual(["own"]);
  await pass(1);
  await expect(keys(resolution)).rejects.toMatchObject({ kind: "unavailable" });
});

it("the memory stays bounded: the workspace that waited longest is forgotten", async () => {
  const { resolver, put, calls } = resolverWorld({ maxBytes: 40_000 });
  const workspaces = Array.from({ length: 100 }, (_, n) => credentialId(1_000 + n));
  await put({ id: FIRST }, "own");
  for (const workspace of workspaces) await resolver.resolve({ ...ASKED, workspace });
  expect(resolver.stats().bytes).toBeLessThanOrEqual(40_000);
  expect(resolver.stats().workspaces).toBeGreaterThan(10);
  const before = calls.length;
  await resolver.resolve({ ...ASKED, workspace: workspaces.at(-1) ?? "" });
  expect(calls.length).toBe(before);
  await resolver.resolve({ ...ASKED, workspace: workspaces[0] ?? "" });
  expect(calls.length).toBeGreaterThan(before);
});

it("a workspace that is warmed answers its first request without a call", async () => {
  const { resolver, put, calls, unwraps } = resolverWorld();
  await put({ id: FIRST }, "own");
  await resolver.warm([WORKSPACE]);
  const before = calls.length + unwraps();
  expect(await keys(await resolver.resolve(ASKED))).toEqual(["own"]);
  expect(calls.length + unwraps()).toBe(before);
});

/** A snapshot without credentials. */
const nothing = (readAt = 0): Snapshot => ({
  readAt,
  credentials: new Map(),
  unreadable: new Map(),
  dataKeys: new Map(),
  count: 0,
  bytes: 1_024,
});

const snapshotsOf = (read: (workspaceId: string | null) => Promise<Snapshot>, maxBytes = 1_000_000) =>
  new Snapshots({
    read,
    maxBytes,
    maxStaleMs: 5_000,
    staleIfErrorMs: 300_000,
    now: () => 0,
    notice: () => undefined,
  });

it("a request waits for no more than two reads, however many events of its workspace arrive meanwhile", async () => {
  let reads = 0;
  const snapshots = snapshotsOf(async () => {
    reads += 1;
    if (reads < 10) snapshots.invalidate(WORKSPACE);
    return nothing();
  });
  await snapshots.of(WORKSPACE, 0);
  expect(reads).toBeLessThanOrEqual(2);
});

it("a request takes no answer of a read that began before an invalidation", async () => {
  const { resolver, put, hold } = resolverWorld();
  await put({ id: FIRST }, "old");
  const release = hold();
  const first = resolver.resolve(ASKED);
  await put({ id: FIRST, key_version: 2 }, "new");
  resolver.invalidate(WORKSPACE);
  const second = resolver.resolve(ASKED);
  release();
  await first;
  expect(await keys(await second)).toEqual(["new"]);
});

it("an invalidation by a credential's id reaches a workspace that is being read for the first time", async () => {
  const { resolver, put, hold, pass } = resolverWorld();
  await put({ id: FIRST }, "old");
  const list = hold();
  const first = resolver.resolve(ASKED);
  await pass(0);
  list();
  // Its record has been read, as it was, and the answer is under way.
  const record = hold();
  await pass(0);
  await put({ id: FIRST, key_version: 2 }, "new");
  resolver.invalidate(FIRST);
  record();
  await first;
  expect(await keys(await resolver.resolve(ASKED))).toEqual(["new"]);
});

it("an invalidation by its id reaches a credential whose record was not to be understood", async () => {
  const { resolver, put, change } = resolverWorld();
  await put({ id: FIRST }, "own");
  change(FIRST, { sort_order: "first" });
  expect((await resolver.resolve(ASKED)).excluded).toMatchObject([{ reason: "unopenable" }]);
  change(FIRST, { sort_order: 1 });
  resolver.invalidate(FIRST);
  expect(await keys(await resolver.resolve(ASKED))).toEqual(["own"]);
});

it("a workspace that is being read is not forgotten for another one: all who ask share its read", async () => {
  const reads: (string | null)[] = [];
  const { promise, resolve: release } = Promise.withResolvers<void>();
  const snapshots = snapshotsOf(async (workspaceId) => {
    reads.push(workspaceId);
    if (workspaceId === WORKSPACE) await promise;
    return nothing();
  }, 1_024);
  const first = snapshots.of(WORKSPACE, 0);
  await snapshots.of(credentialId(8), 0);
  await snapshots.of(credentialId(9), 0);
  const second = snapshots.of(WORKSPACE, 0);
  release();
  await Promise.all([first, second]);
  expect(reads.filter((each) => each === WORKSPACE)).toHaveLength(1);
});
