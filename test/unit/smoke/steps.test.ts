import { expect, it } from "vitest";
import { createSteps, NotChecked, promise } from "../../smoke/steps.ts";

const run = async (signal: AbortSignal, step: () => Promise<string>) => {
  const lines: string[] = [];
  const steps = createSteps(
    signal,
    () => 0,
    (line) => lines.push(line),
  );
  await steps.run("a step", step);
  return { result: steps.results[0], lines };
};
const going = new AbortController().signal;

it("a step that throws is a failed one, and its report quotes no error of another's", async () => {
  const { result, lines } = await run(going, async () => {
    throw new TypeError("the raw key was sk-something");
  });
  expect(result).toMatchObject({ outcome: "failed", detail: "TypeError" });
  expect(lines.join()).not.toContain("sk-something");
});

it("a broken promise says what it is", async () => {
  const { result } = await run(going, async () => {
    promise(false, "GET answered 500");
    return "";
  });
  expect(result).toMatchObject({ outcome: "failed", detail: "GET answered 500" });
});

it("a step that nobody may run here counts as not checked, and one after the end does not run", async () => {
  const { result } = await run(going, async () => {
    throw new NotChecked("no opener");
  });
  expect(result).toMatchObject({ outcome: "not checked", detail: "no opener" });
  const late = await run(AbortSignal.abort(), async () => "ran");
  expect(late.result).toMatchObject({ outcome: "not checked", detail: "stopped before" });
});
