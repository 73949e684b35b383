import fc from "fast-check";
import { expect, it } from "vitest";
import { keySet } from "../../../../cli/import/key-set.ts";
import { Secret } from "../../../../shared/kernel/secret.ts";
import { WORKSPACE } from "../../../support/data/fixtures.ts";

it("a key set tells each key's first row, as a map of the keys themselves would", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 300 }), (keys) => {
      const set = keySet();
      const known = new Map<string, number>();
      keys.forEach((key, index) => {
        expect(set.add(new Secret(key), WORKSPACE, index + 1)).toBe(known.get(key) ?? null);
        if (!known.has(key)) known.set(key, index + 1);
      });
    }),
  );
});

it("a key set tells keys apart while it grows", () => {
  const set = keySet();
  for (let row = 1; row <= 20_000; row += 1) expect(set.add(new Secret(`key ${row}`), null, row)).toBeNull();
  for (let row = 1; row <= 20_000; row += 999)
    expect(set.add(new Secret(`key ${row}`), null, 99_999)).toBe(row);
});

it("a key that two workspaces have is no duplicate", () => {
  const set = keySet();
  expect(set.add(new Secret("key"), WORKSPACE, 1)).toBeNull();
  expect(set.add(new Secret("key"), null, 2)).toBeNull();
  expect(set.add(new Secret("key"), WORKSPACE, 3)).toBe(1);
});
