import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import * as ordinary from "../../../bench/process/ordinary-zod.ts";

/** What the handlers call of `zod/mini`, which they import as `z`. */
const called = globSync("{shared,functions}/**/*.ts", { cwd: new URL("../../../../", import.meta.url) })
  .map((file) => readFileSync(new URL(`../../../../${file}`, import.meta.url), "utf8"))
  .filter((code) => code.includes('from "zod/mini"'))
  .flatMap((code) => [...code.matchAll(/\bz\.(\w+)\(/g)].map(([, name]) => String(name)));

it("the whole of zod has a name for everything that the handlers call of zod/mini", () => {
  expect(new Set(called).size).toBeGreaterThan(20);
  expect([...new Set(called)].filter((name) => !(name in ordinary))).toEqual([]);
});
