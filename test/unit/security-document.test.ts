import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../cli/program.ts";
import { titlesIn } from "../support/source/title-scanner.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string) => readFileSync(`${PROJECT}${file}`, "utf8");
const page = read("docs/security.md");

const HEADING = "\n## Threats\n";
const table = page.slice(page.indexOf(HEADING)).split(/\n## /)[1] ?? "";

/** `| T01 | threat | control | `test/x.test.ts`: `title` |` */
const threats = table
  .split("\n")
  .filter((line) => /^\| *\S/.test(line) && !/^\| *(id|---)/.test(line))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  .map(([id = "", threat = "", control = "", shown = "", ...rest]) => ({ id, threat, control, shown, rest }));
const rows = threats.filter(({ id }) => id !== "");

const testsOf = (shown: string) =>
  [...shown.matchAll(/`(test\/[\w./-]+)`: `([^`]+)`/g)].map(([, file = "", title = ""]) => ({ file, title }));

describe("threats", () => {
  it("the table of threats has at least thirty rows, each with an id of its own", () => {
    expect(rows.length).toBeGreaterThanOrEqual(30);
    expect(rows.filter(({ id }) => !/^T\d{2,3}$/.test(id))).toEqual([]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    expect(threats.filter(({ rest }) => rest.length > 0)).toEqual([]);
  });

  it.each(rows)("the tests that threat $id names exist: $threat", ({ control, shown }) => {
    expect(control).not.toBe("");
    const tests = testsOf(shown);
    expect(tests.length).toBeGreaterThan(0);
    // Nothing else stands there that would look like a test and not be compared.
    expect(shown.replaceAll(/`test\/[\w./-]+`: `[^`]+`/g, "").replaceAll(/[;\s]/g, "")).toBe("");
    for (const { file, title } of tests) {
      expect(file).toMatch(/\.test\.ts$/);
      expect(existsSync(`${PROJECT}${file}`), file).toBe(true);
      // As it stands in the file, so that the title of a test with cases is its template: `%s may do this …`.
      expect(
        titlesIn(read(file)).map((found) => found.title),
        file,
      ).toContain(title);
    }
  });
});

describe("commands", () => {
  const blocks = [...page.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].map(([, block = ""]) => block);
  const inline = [...page.matchAll(/`(keyferry [^`]+)`/g)].map(([, command = ""]) => command);
  const commands = [...blocks, ...inline].flatMap((text) =>
    [...text.replaceAll("\\\n", " ").matchAll(/(?<![\w/-])keyferry ((?:--json )?[a-z][^|&)#;\n]*)/g)].map(
      ([, words = ""]) => words.trim().split(/\s+/),
    ),
  );

  it("every command of the page is one of keyferry, with options that it has", () => {
    expect(commands.length).toBeGreaterThan(15);
    for (const words of commands) {
      const { command, rest } = find(words.filter((word) => word !== "--json"));
      // A group of commands by itself does nothing: there would be a word that names none of it.
      expect(
        command.commands.map((child) => child.name()),
        words.join(" "),
      ).toEqual([]);
      const options = rest.filter((word) => word.startsWith("--"));
      const known = command.options.map(({ long }) => long);
      expect(
        options.filter((option) => !known.includes(option)),
        words.join(" "),
      ).toEqual([]);
    }
  });

  it("every output that the page reads is one of the stack", () => {
    const outputs = [...page.matchAll(/\$\(output (\w+)\)/g)].map(([, name = ""]) => name);
    const keys = [...page.matchAll(/\b\w+KeyId\b/g)].map(([name]) => name);
    expect(outputs.length).toBeGreaterThan(0);
    const stack = read("infra/keyferry.ts");
    for (const name of [...outputs, ...keys]) expect(stack).toContain(`      ${name}: `);
  });

  it("every npm script of the page is one of the project", () => {
    const { scripts } = JSON.parse(read("package.json"));
    for (const [, name = ""] of page.matchAll(/\bnpm run ([\w:]+)/g))
      expect(Object.keys(scripts)).toContain(name);
  });
});

/** The command that the words name, and what is left of them. */
function find(words: readonly string[]): { readonly command: Command; readonly rest: readonly string[] } {
  let command: Command = createProgram();
  for (const [index, word] of words.entries()) {
    const child = command.commands.find((candidate) => candidate.name() === word);
    if (child === undefined) return { command, rest: words.slice(index) };
    command = child;
  }
  return { command, rest: [] };
}
