import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const page = readFileSync(`${PROJECT}docs/walkthrough.md`, "utf8");

/** `[`path`](../path) `name`` */
const stops = [...page.matchAll(/\[`([\w./-]+\.ts)`\]\(\.\.\/([\w./-]+)\)\s+`(\w+)`/g)].map(
  ([, shown = "", file = "", name = ""]) => ({ shown, file, name }),
);

it("the walkthrough has a dozen stops for a create, and some for a webhook, an import and an event", () => {
  expect(page.split("\n## ")[1]?.match(/^\d+\. /gm)).toHaveLength(12);
  expect(stops.length).toBeGreaterThanOrEqual(22);
  expect(stops.filter(({ shown, file }) => shown !== file)).toEqual([]);
});

it.each(stops)("the walkthrough finds $name in $file", ({ file, name }) => {
  const code = readFileSync(`${PROJECT}${file}`, "utf8");
  expect(code).toMatch(new RegExp(`^export (async )?(function|const) ${name}\\b`, "m"));
});

/** What the page names beside the stops, somewhere in the code. */
it("the walkthrough names no function that is gone", () => {
  const names = [...page.matchAll(/`([a-z]+[A-Z]\w+)`/g)].map(([, name = ""]) => name);
  const code = ["shared", "functions", "cli"].flatMap((folder) => readAll(folder)).join("\n");
  expect(names.length).toBeGreaterThan(25);
  expect(names.filter((name) => !new RegExp(`^export .*\\b${name}\\b`, "m").test(code))).toEqual([]);
});

function readAll(folder: string): string[] {
  return globSync(`${folder}/**/*.ts`, { cwd: PROJECT }).map((file) =>
    readFileSync(`${PROJECT}${file}`, "utf8"),
  );
}
