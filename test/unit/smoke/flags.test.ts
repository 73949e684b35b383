import { expect, it } from "vitest";
import { readSmokeFlags } from "../../smoke/flags.ts";

it("a stage and the local emulator are one or the other", () => {
  expect(readSmokeFlags(["--stage", "prod"])).toMatchObject({ stage: "prod", rows: 1_000 });
  expect(readSmokeFlags(["--local", "--rows", "50"])).toMatchObject({ stage: null, rows: 50 });
  expect(() => readSmokeFlags([])).toThrow("pass either");
  expect(() => readSmokeFlags(["--local", "--stage", "prod"])).toThrow("pass either");
});

it.each([["0"], ["10001"], ["1.5"], ["many"]])("%s rows are refused", (rows) => {
  expect(() => readSmokeFlags(["--local", "--rows", rows])).toThrow("--rows takes");
});

it("a stage that cannot be the name of a stack is refused", () => {
  expect(() => readSmokeFlags(["--stage", "../prod"])).toThrow("--stage takes");
});
