import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { withoutComments } from "../support/source/import-scanner.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string) => readFileSync(`${PROJECT}${file}`, "utf8");

const CODE = globSync("shared/**/*.ts", { cwd: PROJECT }).map((file) => withoutComments(read(file)));

/** Names that `shared/` exports. */
const exported = (pattern: RegExp): ReadonlySet<string> =>
  new Set(CODE.flatMap((code) => [...code.matchAll(pattern)].map(([, name = ""]) => name)));

const TYPES = exported(/^export (?:declare )?(?:abstract )?(?:interface|type|class|enum) (\w+)/gm);
const VALUES = exported(/^export (?:async )?(?:const|let|function\*?) (\w+)/gm);

interface Row {
  readonly group: string;
  readonly word: string;
  /** Exported names, or `*Ending`. */
  readonly names: readonly string[];
  readonly meaning: string;
}

/** The tables of the section "Words": a word, its names in the code, its meaning. */
const ROWS: readonly Row[] = (/^## Words\n([\s\S]*?)^## /m.exec(read("docs/architecture.md"))?.[1] ?? "")
  .split(/^### /m)
  .flatMap((part) => {
    const [group = "", ...lines] = part.split("\n");
    // Without the heading and the line below it.
    const rows = lines.filter((line) => line.startsWith("| ")).slice(2);
    return rows.map((line): Row => {
      const [, word = "", names = "", meaning = ""] = line.split("|").map((cell) => cell.trim());
      return { group, word, names: [...names.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name), meaning };
    });
  });

const NAMES = ROWS.flatMap(({ names }) => names);
const WORDS = ROWS.map(({ word }) => word);

/**
 * Endings of types that need no row. Before `Page` and `Request` stands a noun that has one, so no new noun can hide
 * there; before `Dependencies` stands the function or the role that they are for.
 */
const ENDINGS = ["Dependencies", "Page", "Request"];

function hasRow(type: string): boolean {
  if (NAMES.includes(type) || type.endsWith("Dependencies")) return true;
  const before = /^(?:Create|Update|Delete)?(\w+?)s?(?:Page|Request)$/.exec(type)?.[1];
  return before !== undefined && (NAMES.includes(before) || WORDS.includes(inWords(before)));
}

/** `ManagementKey` → `management key`. */
const inWords = (name: string): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();

describe("the glossary in docs/architecture.md", () => {
  it("the glossary is read, and so are the exports of shared/", () => {
    expect(ROWS.length).toBeGreaterThan(80);
    expect(TYPES.size).toBeGreaterThan(120);
  });

  it("every type that shared/ exports has a row in the glossary", () => {
    expect([...TYPES].filter((type) => !hasRow(type)).sort()).toEqual([]);
  });

  it("the glossary names nothing that shared/ does not export", () => {
    const names = NAMES.filter((name) => !name.startsWith("*"));
    expect(names.filter((name) => !TYPES.has(name) && !VALUES.has(name))).toEqual([]);
  });

  it("the glossary explains the endings of types, each of which is in use", () => {
    expect(NAMES.filter((name) => name.startsWith("*")).sort()).toEqual(
      ENDINGS.map((ending) => `*${ending}`),
    );
    expect(ENDINGS.filter((ending) => ![...TYPES].some((type) => type.endsWith(ending)))).toEqual([]);
  });

  it("each word and each name is in one row of the glossary", () => {
    expect(WORDS.filter((word, index) => WORDS.indexOf(word) !== index)).toEqual([]);
    expect(NAMES.filter((name, index) => NAMES.indexOf(name) !== index)).toEqual([]);
  });

  it("every word of the glossary has a meaning, and the words of each part are in alphabetical order", () => {
    expect(ROWS.filter(({ word, meaning }) => word === "" || meaning === "")).toEqual([]);
    const byGroup = Object.values(Object.groupBy(ROWS, ({ group }) => group)).map((rows = []) =>
      rows.map(({ word }) => word),
    );
    const sorted = byGroup.map((words) => words.toSorted((a, b) => a.localeCompare(b, "en")));
    expect(byGroup).toEqual(sorted);
  });
});
