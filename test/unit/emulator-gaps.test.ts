import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { titlesIn } from "../support/source/title-scanner.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string) => readFileSync(`${PROJECT}${file}`, "utf8");

/** `| the emulator | AWS | `test/x.test.ts`: `title` |` */
const ROWS = read("docs/emulator-gaps.md")
  .split("\n")
  .filter((line) => /^\| [A-Z]/.test(line))
  .map((line) => {
    const [, emulator = "", aws = "", shown = ""] = line.split("|").map((cell) => cell.trim());
    const [, file = "", title = ""] = /^`(test\/[\w./-]+)`: `([^`]+)`$/.exec(shown) ?? [];
    return { emulator, aws, file, title };
  });

it.each(ROWS)("the difference is held by what it names: $emulator", ({ aws, file, title }) => {
  expect(aws).not.toBe("");
  expect(existsSync(`${PROJECT}${file}`), `no file ${file}`).toBe(true);
  const text = read(file);
  // A rule is a property of its name; a test has its title.
  const names = file.endsWith(".test.ts")
    ? titlesIn(text).map((found) => found.title)
    : [...text.matchAll(/^ {2}"([^"]+)": \(/gm)].map(([, name]) => name);
  expect(names).toContain(title);
});

it("the table of differences has at least twenty rows, none of them twice", () => {
  expect(ROWS.length).toBeGreaterThanOrEqual(20);
  expect(new Set(ROWS.map(({ emulator }) => emulator)).size).toBe(ROWS.length);
});
