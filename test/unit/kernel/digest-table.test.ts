import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digestTable } from "../../../shared/kernel/digest-table.ts";

const digests = fc.array(fc.uint8Array({ minLength: 16, maxLength: 20 }), { maxLength: 40 });

describe("a table of digests", () => {
  it("a digest has the value that it was first added with, as in a Map of their first 16 bytes", () => {
    fc.assert(
      fc.property(digests, (list) => {
        const table = digestTable();
        const map = new Map<string, number>();
        for (const [index, bytes] of [...list, ...list].entries()) {
          const digest = Buffer.from(bytes);
          const name = digest.subarray(0, 16).toString("hex");
          expect(table.add(digest, index + 1)).toBe(map.get(name) ?? null);
          if (!map.has(name)) map.set(name, index + 1);
        }
      }),
    );
  });

  it("a hundred thousand digests are all found again, however often the table grows", () => {
    const table = digestTable();
    const list = Array.from({ length: 100_000 }, () => randomBytes(16));
    expect(list.every((digest, index) => table.add(digest, index + 1) === null)).toBe(true);
    expect(list.every((digest, index) => table.add(digest, 1) === index + 1)).toBe(true);
  });
});
