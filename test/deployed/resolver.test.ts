import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createResolver, type Resolution, type Resolver, reveal } from "../../resolver/index.ts";
import { deployment, dynamodb, eventually, kms, newKey, newTenant } from "../support/deployed/deployment.ts";

/** The promise: a change that is acknowledged is honoured by what starts this much later. */
const PROMISED_MS = 5_500;

let resolver: Resolver;
const notices: unknown[] = [];
beforeAll(() => {
  resolver = createResolver({
    table: deployment.tableName,
    vaultKey: deployment.vaultKeyId,
    dynamodb,
    kms,
    onNotice: (notice) => notices.push(notice),
  });
});
afterAll(() => resolver.stop());

const request = (workspace: string, model = "gpt-4o") => ({ workspace, providers: ["openai"], model });

const keysOf = ({ attempts }: Resolution) =>
  Promise.all(
    attempts.map(async (attempt) => (attempt.kind === "shared" ? "shared" : reveal(await attempt.open()))),
  );

/** A workspace in use, in which a key was created: the resolver has it in memory. */
async function workspaceWithKey(settings: object = {}) {
  const { api, workspaceId } = await newTenant();
  const key = newKey();
  const created = await api("POST", "/byok", { provider: "openai", key, ...settings });
  expect(created.status).toBe(201);
  const id: string = created.body.data.id;
  await eventually(async () =>
    (await resolver.resolve(request(workspaceId))).attempts.some(({ kind }) => kind === "credential"),
  );
  return { api, workspaceId, key, id };
}

/** How long after its acknowledgement a change is seen by a workspace that is asked all the time. */
async function seenAfter(isSeen: () => Promise<boolean>): Promise<number> {
  const acknowledged = performance.now();
  await eventually(isSeen);
  return performance.now() - acknowledged;
}

it("a router gets the key that a customer gave, and shared capacity after it", async () => {
  const { workspaceId, key } = await workspaceWithKey();
  expect(await keysOf(await resolver.resolve(request(workspaceId)))).toEqual([key, "shared"]);
  const other = await resolver.resolve(request(randomUUID()));
  expect(await keysOf(other)).toEqual(["shared"]);
});

it("a rotation is honoured within the promised time", async () => {
  const { api, workspaceId, id } = await workspaceWithKey();
  const key = newKey();
  expect((await api("PATCH", `/byok/${id}`, { key })).status).toBe(200);
  const seen = async () => (await keysOf(await resolver.resolve(request(workspaceId))))[0] === key;
  expect(await seenAfter(seen)).toBeLessThan(PROMISED_MS);
});

it.each([
  ["a disabled credential", { disabled: true }],
  ["a restriction to other models", { allowed_models: ["o1"] }],
])("%s is not used any more within the promised time", async (_, change) => {
  const { api, workspaceId, id } = await workspaceWithKey();
  expect((await api("PATCH", `/byok/${id}`, change)).status).toBe(200);
  const seen = async () => (await resolver.resolve(request(workspaceId))).excluded.length === 1;
  expect(await seenAfter(seen)).toBeLessThan(PROMISED_MS);
  expect(await keysOf(await resolver.resolve(request(workspaceId)))).toEqual(["shared"]);
});

it("a deleted credential is not used any more within the promised time", async () => {
  const { api, workspaceId, id } = await workspaceWithKey();
  expect((await api("DELETE", `/byok/${id}`)).status).toBe(200);
  const seen = async () => (await resolver.resolve(request(workspaceId))).attempts.length === 1;
  expect(await seenAfter(seen)).toBeLessThan(PROMISED_MS);
});

it("the settings of OpenRouter's example have the effect that its guide describes", async () => {
  const {
    api,
    workspaceId,
    key: a,
  } = await workspaceWithKey({ allowed_models: ["gpt-4o"], is_required: true });
  const b = newKey();
  expect((await api("POST", "/byok", { provider: "openai", key: b })).status).toBe(201);
  resolver.invalidate(workspaceId);
  await eventually(async () => {
    resolver.invalidate(workspaceId);
    return (await resolver.resolve(request(workspaceId))).attempts.length === 2;
  });
  expect(await keysOf(await resolver.resolve(request(workspaceId)))).toEqual([a, b]);
  expect(await keysOf(await resolver.resolve(request(workspaceId, "gpt-4o-mini")))).toEqual([b, "shared"]);
});

it("a hundred first requests at once read the workspace and unwrap its data key once", async () => {
  const { workspaceId } = await workspaceWithKey();
  const calls: string[] = [];
  const counted = <Client extends { send: (command: never) => Promise<unknown> }>(client: Client): Client =>
    Object.assign(Object.create(client), {
      send(command: never) {
        calls.push((command as object).constructor.name);
        return client.send(command);
      },
    });
  const cold = createResolver({
    table: deployment.tableName,
    vaultKey: deployment.vaultKeyId,
    dynamodb: counted(dynamodb),
    kms: counted(kms),
  });
  await Promise.all(Array.from({ length: 100 }, () => cold.resolve(request(workspaceId))));
  await cold.stop();
  // The global credentials are others': they may be none, or need a read of records and data keys of their own.
  expect(calls.filter((name) => name === "QueryCommand")).toHaveLength(2);
  expect(calls.filter((name) => name === "BatchGetItemCommand").length).toBeLessThanOrEqual(2);
});

it("nothing that a resolver says has a key", async () => {
  const { workspaceId, key } = await workspaceWithKey();
  const resolution = await resolver.resolve(request(workspaceId));
  expect(
    inspect([resolution, resolver, resolver.stats(), notices], { depth: 9, showHidden: true }),
  ).not.toContain(key);
});
