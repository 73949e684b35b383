import { existsSync, globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { importsIn, withoutComments } from "../support/source/import-scanner.ts";

/*
 * A reader goes from a file to its tests, and back, by path: `shared/sealing/seal.ts` is tested by
 * `test/unit/sealing/seal.test.ts`, and one aspect of it by `seal.parsing.test.ts` beside it.
 */

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const exists = (path: string) => existsSync(`${PROJECT}${path}`);
const TESTS = globSync("test/unit/**/*.test.ts", { cwd: PROJECT }).sort();

/** What these test is no file: the repository as a whole, or a path through many rooms. */
const OF_THE_REPOSITORY = [
  "answers",
  "architecture",
  "body-shapes",
  "bytes",
  "caller-text",
  "cli-document",
  "emulator-gaps",
  "glossary",
  "import-calls",
  "key-length",
  "links",
  "mirror",
  "readme",
  "repository",
  "secret-scan",
  "security-document",
  "supply-chain",
  "titles",
  "walkthrough",
];

/** Where the files are that a folder under `test/unit` has the tests of. Any other folder is a room of `shared/`. */
const ROOTS: Readonly<Record<string, string>> = {
  bench: "test/bench",
  cli: "cli",
  client: "client",
  docs: "docs",
  emulator: "test/emulator",
  faults: "test/faults",
  functions: "functions",
  infra: "infra",
  packaging: "packaging",
  release: "test/release",
  resolver: "resolver",
  smoke: "test/smoke",
  "supply-chain": "test/supply-chain",
  support: "test/support",
};

/** `test/unit/sealing/seal.parsing.test.ts` → `shared/sealing/seal.ts` */
function sourceOf(test: string): string {
  const [top = "", ...below] = posix.relative("test/unit", test).split("/");
  const name = `${below.pop()?.split(".")[0]}.ts`;
  return posix.join(ROOTS[top] ?? `shared/${top}`, ...below, name);
}

const inFolders = TESTS.filter((test) => posix.dirname(test) !== "test/unit");

describe("unit tests", () => {
  it("every unit test in a folder is called after the file that it tests, in the folder of that file", () => {
    expect(inFolders.length).toBeGreaterThan(100);
    // What an old Node must be able to read is no TypeScript.
    const isThere = (source: string) => exists(source) || exists(source.replace(/\.ts$/, ".cjs"));
    expect(inFolders.filter((test) => !isThere(sourceOf(test)))).toEqual([]);
  });

  it("the unit tests in no folder are those of the whole repository", () => {
    const others = TESTS.filter((test) => !inFolders.includes(test));
    expect(others.map((test) => posix.basename(test, ".test.ts"))).toEqual(OF_THE_REPOSITORY);
  });
});

describe("test/support", () => {
  it("no file of test/support imports from a folder of tests or programs beside it", () => {
    const files = globSync("test/support/**/*.ts", { cwd: PROJECT }).sort();
    expect(files.length).toBeGreaterThan(30);
    const imports = files.flatMap((file) =>
      importsIn(withoutComments(readFileSync(`${PROJECT}${file}`, "utf8")))
        .filter(({ specifier }) => specifier.startsWith("."))
        .map(({ specifier }) => ({ file, target: posix.join(posix.dirname(file), specifier) })),
    );
    expect(
      imports.filter(({ target }) => target.startsWith("test/") && !target.startsWith("test/support/")),
    ).toEqual([]);
  });
});
