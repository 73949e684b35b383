import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createProgress } from "../../../../infra/local/progress.ts";

function fakeStream(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY }) as unknown as NodeJS.WriteStream;
  return { stream, text: () => String((stream as unknown as PassThrough).read() ?? "") };
}

test("a log gets one line per step, without control characters", async () => {
  const { stream, text } = fakeStream(false);
  expect(await createProgress(stream)("Step", async () => 42)).toBe(42);
  expect(text()).toMatch(/^✓ Step \(\d+\.\d s\)\n$/);
});

test("a failed step is marked, and its error passed on", async () => {
  const { stream, text } = fakeStream(false);
  const failing = createProgress(stream)("Step", () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(text()).toMatch(/^✗ Step/);
});

test("a terminal shows the step while it runs", async () => {
  const { stream, text } = fakeStream(true);
  let release = () => {};
  const done = createProgress(stream)("Step", () => new Promise<void>((resolve) => (release = resolve)));
  expect(text()).toContain("Step");
  release();
  await done;
  expect(text()).toMatch(/✓ Step/);
});
