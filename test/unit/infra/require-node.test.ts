import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const PROJECT = fileURLToPath(new URL("../../../", import.meta.url));
const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, args, { cwd: PROJECT, encoding: "utf8", env: { PATH: process.env.PATH } });

it.each([
  ["the command", ["cli/keyferry.cjs", "--version"]],
  ["npm start", ["--require", "./infra/require-node.cjs", "infra/local/start.ts", "--help"]],
])("a Node that runs no TypeScript is told apart by %s, in one sentence about Node", (_, args) => {
  const old = run("--no-experimental-strip-types", ...args);
  expect([old.status, old.stdout]).toEqual([1, ""]);
  expect(old.stderr).toMatch(/^keyferry runs on Node 22\.18 or newer, and this is .*\n$/);
  expect(run(...args).status).toBe(0);
});
