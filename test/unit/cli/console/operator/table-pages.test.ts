import { describe, expect, it } from "vitest";
import { tablePages } from "../../../../../cli/console/operator/table-pages.ts";
import type { CredentialList } from "../../../../../cli/console/ports.ts";
import type { ListingEntry } from "../../../../../shared/credentials/ports.ts";
import { KeyferryError } from "../../../../../shared/kernel/errors.ts";
import { credential, credentialId, WORKSPACE } from "../../../../support/data/fixtures.ts";

const LIST: CredentialList = { workspace: WORKSPACE, provider: undefined, order: "oldest" };

/** A listing of so many credentials in pages of 100, every other of Anthropic. A page comes when the test lets it. */
function world(size: number, { deleted = [] as readonly string[], waits = false } = {}) {
  let now = 0;
  let readings = 0;
  let found = 0;
  let release = () => {};
  let gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const entries: ListingEntry[] = Array.from({ length: size }, (_, n) => ({
    id: credentialId(n),
    provider: n % 2 === 0 ? "openai" : "anthropic",
  }));
  const pages = tablePages({
    async first(_, most) {
      readings += 1;
      return entries.slice(0, most);
    },
    async *list() {
      for (let at = 0; at < size; at += 100) {
        if (waits) await gate;
        yield entries.slice(at, at + 100);
      }
    },
    async findMany(ids) {
      found += ids.length;
      return ids.filter((id) => !deleted.includes(id)).map((id) => credential({ id, name: `of ${id}` }));
    },
    findUses: async () => new Map(),
    now: () => now,
  });
  return {
    pages,
    readings: () => readings,
    found: () => found,
    pass: (ms: number) => (now += ms),
    letThrough() {
      release();
      gate = Promise.resolve();
    },
  };
}

const numbersOf = (data: readonly ({ readonly id: string } | null)[]) =>
  data.map((each) => (each === null ? null : Number(each.id.slice(-12))));

describe("credentials of the table", () => {
  it("a window has the records at its place in the listing, in the order of the listing", async () => {
    const { pages } = world(250);
    const { data, total, is_complete } = await pages.window(LIST, 120, 3);
    expect(numbersOf(data)).toEqual([120, 121, 122]);
    expect((await pages.window(LIST, 240, 100)).data).toHaveLength(10);
    expect([total <= 250, typeof is_complete]).toEqual([true, "boolean"]);
  });

  it("the first rows are there before the listing is read to its end", async () => {
    const { pages, letThrough } = world(100_000, { waits: true });
    const first = await pages.window(LIST, 0, 100);
    expect([first.data.length, first.total, first.is_complete]).toEqual([100, 100, false]);
    letThrough();
    expect(await pages.window(LIST, 0, 0)).toMatchObject({ total: 100_000, is_complete: true });
  });

  it("the listing is read on only when nobody waits for records", async () => {
    const order: string[] = [];
    let answer = () => {};
    const pages = tablePages({
      first: async (_, most) =>
        Array.from({ length: most }, (_, n) => ({ id: credentialId(n), provider: "openai" })),
      async *list() {
        order.push("listing");
        yield [];
      },
      async findMany(ids) {
        order.push("records");
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        order.push("answered");
        return ids.map((id) => credential({ id }));
      },
      findUses: async () => new Map(),
      now: () => 0,
    });
    const window = pages.window(LIST, 0, 100);
    await new Promise((resolve) => setTimeout(resolve, 20));
    answer();
    await window;
    await pages.window(LIST, 0, 0);
    expect(order).toEqual(["records", "answered", "listing"]);
  });

  it("a request for no rows waits for the count, and reads no record", async () => {
    const { pages, found } = world(250);
    expect(await pages.window(LIST, 0, 0)).toEqual({ data: [], total: 250, is_complete: true });
    expect(found()).toBe(0);
  });

  it("a workspace with fewer credentials than a window has is known after one query", async () => {
    const { pages } = world(99);
    expect(await pages.window(LIST, 0, 100)).toMatchObject({ total: 99, is_complete: true });
  });

  it("the newest come first where they are asked for, and a provider's alone", async () => {
    const { pages } = world(250);
    expect(numbersOf((await pages.window({ ...LIST, order: "newest" }, 0, 3)).data)).toEqual([249, 248, 247]);
    expect(numbersOf((await pages.window({ ...LIST, order: "newest" }, 248, 100)).data)).toEqual([1, 0]);
    const { data, total } = await pages.window({ ...LIST, provider: "anthropic", order: "newest" }, 1, 2);
    expect([numbersOf(data), total]).toEqual([[247, 245], 125]);
  });

  it("a credential that was deleted since the listing was read leaves its place empty", async () => {
    const { pages } = world(3, { deleted: [credentialId(1)] });
    expect(numbersOf((await pages.window(LIST, 0, 3)).data)).toEqual([0, null, 2]);
  });

  it("a record is answered as the API shows it, with nothing besides", async () => {
    const { pages } = world(1);
    const [record] = (await pages.window(LIST, 0, 1)).data;
    expect(Object.keys(record ?? {})).toEqual(expect.arrayContaining(["id", "label", "provider"]));
    expect(record).not.toHaveProperty("fingerprint");
  });

  it("the listing is read once while it is new, again when it is old, and at once after a change", async () => {
    const { pages, readings, pass } = world(1);
    await pages.window(LIST, 0, 1);
    await pages.window(LIST, 0, 1);
    expect(readings()).toBe(1);
    pass(3_001);
    await pages.window(LIST, 0, 1);
    expect(readings()).toBe(2);
    pages.forget();
    await pages.window(LIST, 0, 1);
    expect(readings()).toBe(3);
  });

  it("a listing that cannot be read is a failure for who waits, and is read again for the next", async () => {
    let fails = true;
    const pages = tablePages({
      async first() {
        if (fails) throw new KeyferryError("unavailable", "dynamodb:Query failed");
        return [{ id: credentialId(1), provider: "openai" }];
      },
      list: async function* () {
        yield [];
      },
      findMany: async (ids) => ids.map((id) => credential({ id })),
      findUses: async () => new Map(),
      now: () => 0,
    });
    await expect(pages.window(LIST, 0, 1)).rejects.toThrow("dynamodb:Query failed");
    fails = false;
    expect(numbersOf((await pages.window(LIST, 0, 1)).data)).toEqual([1]);
  });
});
