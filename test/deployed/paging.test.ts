import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { SDKS } from "../support/clients/sdks.ts";
import { apiOf, deployment, eventually, newKey, newTenant } from "../support/deployed/deployment.ts";

const PROVIDERS = ["openai", "anthropic/2", "mistral", "groq", "amazon-bedrock"] as const;
/** 250 in all; one workspace has more than the largest page. */
const SIZES = [150, 60, 40];

interface Listed {
  readonly id: string;
  readonly provider: string;
  readonly workspace_id: string;
  readonly sort_order: number;
}

const workspaces = SIZES.map((size) => ({ id: randomUUID(), size }));
let token: string;
let made: readonly Listed[];

/** Calls `task` for each, a few at a time. */
async function inParallel<T, R>(
  inputs: readonly T[],
  lanes: number,
  task: (input: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const rest = [...inputs.entries()];
  const lane = async () => {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
      results[next[0]] = await task(next[1]);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

beforeAll(async () => {
  const ids = workspaces.map(({ id }) => id);
  ({ token } = await newTenant({ workspaces: ids, default_workspace_id: ids[0] ?? null }));
  const api = apiOf(token);
  const bodies = workspaces.flatMap(({ id, size }) =>
    Array.from({ length: size }, (_, n) => ({
      key: newKey().replace("sk-proj-", ""),
      provider: PROVIDERS[n % PROVIDERS.length],
      workspace_id: id,
    })),
  );
  const answers = await inParallel(bodies, 10, (body) => api("POST", "/byok", body));
  expect(answers.filter(({ status }) => status !== 201).map(({ text }) => text)).toEqual([]);
  made = answers.map(({ body }) => body.data);
}, 120_000);

const all = async (query: string, limit: number) => {
  const api = apiOf(token);
  const found: Listed[] = [];
  const totals = new Set<number>();
  for (;;) {
    const { status, body } = await api("GET", `/byok?limit=${limit}&offset=${found.length}${query}`);
    expect(status).toBe(200);
    totals.add(body.total_count);
    found.push(...body.data);
    if (body.data.length < limit) return { found, totals: [...totals] };
  }
};

const inOrder = (listed: readonly Listed[]) =>
  listed.every(({ sort_order }, n) => n === 0 || sort_order >= (listed[n - 1]?.sort_order ?? 0));

const idsOf = (listed: readonly Listed[]) => listed.map(({ id }) => id).toSorted();

describe("250 credentials over 3 workspaces and 5 providers", () => {
  it.each([
    [1, 2],
    [7, 0],
    [7, 1],
    [50, 0],
    [100, 0],
    [100, 1],
    [100, 2],
  ])(
    "the pages of %i show each credential of workspace %i once, in sort_order, and nobody else's",
    async (limit, index) => {
      const { id = "", size } = workspaces[index] ?? {};
      const { found, totals } = await all(`&workspace_id=${id}`, limit);
      expect(totals).toEqual([size]);
      expect(inOrder(found)).toBe(true);
      expect(idsOf(found)).toEqual(idsOf(made.filter(({ workspace_id }) => workspace_id === id)));
    },
  );

  it.each(PROVIDERS)(
    "the pages of the provider %s alone show each of its credentials once",
    async (provider) => {
      for (const { id, size } of workspaces) {
        const { found, totals } = await all(
          `&workspace_id=${id}&provider=${encodeURIComponent(provider)}`,
          9,
        );
        expect(totals).toEqual([size / PROVIDERS.length]);
        expect(inOrder(found)).toBe(true);
        const mine = made.filter((one) => one.workspace_id === id && one.provider === provider);
        expect(idsOf(found)).toEqual(idsOf(mine));
      }
    },
  );

  it.each(SDKS)("the stock SDK $release pages through all credentials", async ({ client }) => {
    const { byok } = client({ apiKey: token, serverURL: deployment.apiUrl });
    const [first] = workspaces;
    for (const limit of [undefined, 100]) {
      const found: string[] = [];
      const request = { workspaceId: first?.id, ...(limit && { limit }) };
      for await (const { result } of await byok.list(request)) {
        expect(result.totalCount).toBe(first?.size);
        found.push(...result.data.map(({ id }) => id));
      }
      expect(found.toSorted()).toEqual(idsOf(made.filter(({ workspace_id }) => workspace_id === first?.id)));
    }
  });

  it("a page is empty beyond the end, and for another provider", async () => {
    const api = apiOf(token);
    for (const query of ["offset=150", "offset=999999999", "provider=xai"]) {
      const { status, body } = await api("GET", `/byok?${query}`);
      const total = query.startsWith("provider") ? 0 : 150;
      expect([query, status, body]).toEqual([query, 200, { data: [], total_count: total }]);
    }
  });

  it("a deleted credential disappears from the pages at once or soon", async () => {
    const api = apiOf(token);
    const last = made.findLast(({ workspace_id }) => workspace_id === workspaces[2]?.id);
    expect((await api("DELETE", `/byok/${last?.id}`)).status).toBe(200);
    await eventually(async () => {
      const { body } = await api("GET", `/byok?limit=100&workspace_id=${workspaces[2]?.id}`);
      return body.total_count === 39 && body.data.length === 39;
    });
  });
});
