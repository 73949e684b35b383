import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findLatestAttempt } from "../../../../shared/credentials/requests/find-latest-attempt.ts";

/** Attempts below the boundary are spent. */
async function search(boundary: number) {
  let reads = 0;
  const read = async (attempt: number) => {
    reads += 1;
    return { attempt, spent: attempt < boundary };
  };
  const found = await findLatestAttempt(read, (state) => state.spent);
  return { ...found, reads };
}

describe("a request whose credential was deleted before", () => {
  it("a repeated request means the first id that is not used up, however often it was made and deleted", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(10_000), async (boundary) => {
        const { attempt, state } = await search(boundary);
        expect(attempt).toBe(boundary);
        expect(state).toEqual({ attempt: boundary, spent: false });
      }),
      { examples: [[0], [1], [2], [3], [10_000]], numRuns: 500 },
    );
  });

  it("a request costs one read where nothing was deleted, and some thirty after ten thousand deletions", async () => {
    expect((await search(0)).reads).toBe(1);
    await fc.assert(
      fc.asyncProperty(fc.nat(10_000), async (boundary) => {
        expect((await search(boundary)).reads).toBeLessThanOrEqual(2 + 2 * Math.log2(boundary + 1));
      }),
      { numRuns: 500 },
    );
  });

  it("a failure to read is passed on", async () => {
    const read = () => Promise.reject(new Error("throttled"));
    await expect(findLatestAttempt(read, () => false)).rejects.toThrow("throttled");
  });
});
