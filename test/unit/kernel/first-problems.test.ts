import { expect, it } from "vitest";
import { firstProblems, MAX_PROBLEMS } from "../../../shared/kernel/first-problems.ts";

it("a report lists each problem once, and says if there are more than it lists", () => {
  const problem = (index: number) => ({ path: `field_${index}`, reason: "is wrong" });
  const some = Array.from({ length: MAX_PROBLEMS }, (_, index) => problem(index));
  expect(firstProblems([])).toEqual([]);
  expect(firstProblems(some, some)).toEqual(some);
  expect(firstProblems(some, [problem(0), problem(99)])).toEqual([
    ...some,
    { path: "", reason: "has more problems than these" },
  ]);
});

it("no problem beyond the list is asked for", () => {
  let asked = 0;
  const endless = function* () {
    for (;;) {
      asked += 1;
      yield { path: String(asked), reason: "is wrong" };
    }
  };
  expect(firstProblems(endless())).toHaveLength(MAX_PROBLEMS + 1);
  expect(asked).toBe(MAX_PROBLEMS + 1);
});
