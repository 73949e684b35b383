import { expect, it } from "vitest";
import { printable } from "../../../cli/printable.ts";

it.each([
  ["events/2026/01.jsonl", "events/2026/01.jsonl"],
  ["a\u001b[2K\rb", "a\\u001b[2K\\u000db"],
  ["line\nbreak\0", "line\\u000abreak\\u0000"],
  ["\u202egnp.exe", "\\u202egnp.exe"],
  ["\u009b1A", "\\u009b1A"],
])("%j is printed without what a terminal would obey", (text, expected) => {
  expect(printable(text)).toBe(expected);
});
