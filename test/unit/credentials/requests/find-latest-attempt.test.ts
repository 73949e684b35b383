import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findGeneration } from "../../../../shared/credentials/requests/find-latest-attempt.ts";

/** Generations below the boundary are spent. */
async function search(boundary: number) {
  let looks = 0;
  const look = async (generation: number) => {
    looks += 1;
    return { generation, spent: generation < boundary };
  };
  const found = await findGeneration(look, (state) => state.spent);
  return { ...found, looks };
}

describe("a request whose credential was deleted before", () => {
  it("means the first id that is not used up, however often it was made and deleted", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(10_000), async (boundary) => {
        const { generation, state } = await search(boundary);
        expect(generation).toBe(boundary);
        expect(state).toEqual({ generation: boundary, spent: false });
      }),
      { examples: [[0], [1], [2], [3], [10_000]], numRuns: 500 },
    );
  });

  it("costs one look where nothing was deleted, and some thirty after ten thousand deletions", async () => {
    expect((await search(0)).looks).toBe(1);
    await fc.assert(
      fc.asyncProperty(fc.nat(10_000), async (boundary) => {
        expect((await search(boundary)).looks).toBeLessThanOrEqual(2 + 2 * Math.log2(boundary + 1));
      }),
      { numRuns: 500 },
    );
  });

  it("passes on a failure to look", async () => {
    const look = () => Promise.reject(new Error("throttled"));
    await expect(findGeneration(look, () => false)).rejects.toThrow("throttled");
  });
});
