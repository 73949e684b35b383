import fc from "fast-check";
import { expect, it } from "vitest";
import { forEachConcurrently } from "../../../shared/kernel/for-each-concurrently.ts";

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await null;
};

it("each item is worked on once, no more at a time than the concurrency, and none is read further ahead", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 9 })),
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
      async (pauses, lanes, isAsync) => {
        let taken = 0;
        let done = 0;
        let most = 0;
        const worked: number[] = [];
        const take = (index: number) => {
          taken += 1;
          most = Math.max(most, taken - done);
          return { index, pause: pauses[index] ?? 0 };
        };
        const items = isAsync
          ? (async function* () {
              for (const index of pauses.keys()) yield take(index);
            })()
          : (function* () {
              for (const index of pauses.keys()) yield take(index);
            })();
        await forEachConcurrently(items, lanes, async ({ index, pause }) => {
          await turns(pause);
          worked.push(index);
          done += 1;
        });
        expect(worked.toSorted((a, b) => a - b)).toEqual([...pauses.keys()]);
        expect(most).toBeLessThanOrEqual(lanes);
      },
    ),
  );
});

it("a failure is thrown as it is, and nothing new is started", async () => {
  const started: number[] = [];
  const work = async (item: number) => {
    started.push(item);
    await turns(3);
    if (item === 2) throw new Error("two");
  };
  await expect(forEachConcurrently([1, 2, 3, 4, 5, 6, 7, 8], 2, work)).rejects.toThrow("two");
  await turns(100);
  expect(started.length).toBeLessThan(5);
});
