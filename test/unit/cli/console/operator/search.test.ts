import { describe, expect, it } from "vitest";
import { createSearch, isWanted } from "../../../../../cli/console/operator/search.ts";
import type { CredentialList } from "../../../../../cli/console/ports.ts";
import { credentialSchema } from "../../../../../shared/credentials/requests/answers.ts";
import { credential, credentialId, WORKSPACE } from "../../../../support/data/fixtures.ts";

const LIST: CredentialList = { workspace: WORKSPACE, provider: undefined, order: "oldest" };
const PART = { offset: 0, limit: 100 };

const record = (n: number, changes = {}) =>
  credentialSchema.parse(
    credential({ id: credentialId(n), name: `customer ${n}`, disabled: n % 10 === 0, ...changes }),
  );

/** So many credentials, of which a window takes 100 ms to read. */
function world(size: number) {
  let now = 0;
  let windows = 0;
  const search = createSearch(
    {
      async window(_, offset, limit) {
        windows += 1;
        now += 100;
        const data = Array.from({ length: Math.max(0, Math.min(limit, size - offset)) }, (_, n) =>
          record(offset + n),
        );
        return { data, total: size, is_complete: true };
      },
    },
    () => now,
  );
  return { search, windows: () => windows };
}

describe("a search among credentials", () => {
  it("a search gets further with each request, and says how far it is", async () => {
    const { search } = world(1_000);
    const first = await search.look(LIST, { state: "disabled" }, PART);
    expect(first).toMatchObject({ total: 40, is_complete: false, searched: 400 });
    await search.look(LIST, { state: "disabled" }, PART);
    const last = await search.look(LIST, { state: "disabled" }, PART);
    expect(last).toMatchObject({ total: 100, is_complete: true, searched: 1_000 });
    expect(last.data.every((each) => each?.disabled)).toBe(true);
  });

  it("a search that is complete reads nothing again, until something was changed", async () => {
    const { search, windows } = world(100);
    await search.look(LIST, { text: "customer 7" }, PART);
    await search.look(LIST, { text: "customer 7" }, PART);
    expect(windows()).toBe(1);
    search.forget();
    await search.look(LIST, { text: "customer 7" }, PART);
    expect(windows()).toBe(2);
  });

  it("two requests at once count no credential twice", async () => {
    const { search } = world(300);
    await Promise.all([search.look(LIST, { text: "c" }, PART), search.look(LIST, { text: "c" }, PART)]);
    expect(await search.look(LIST, { text: "c" }, PART)).toMatchObject({ total: 300, searched: 300 });
  });

  it.each([
    ["CUSTOMER 7", true],
    ["openai", true],
    ["AbCd", true],
    [credentialId(7).slice(-5), true],
    ["customer 8", false],
  ])("the text %s is found in names, labels, ids and providers in any case: %s", (text, found) => {
    expect(isWanted(record(7), { text })).toBe(found);
  });

  it("a credential without a name is found by what it has", () => {
    expect(isWanted(record(7, { name: null }), { text: "null" })).toBe(false);
    expect(isWanted(record(7, { name: null }), { text: "openai", state: "enabled" })).toBe(true);
  });
});
