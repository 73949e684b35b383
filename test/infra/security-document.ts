import { readFileSync } from "node:fs";
import * as layout from "../../shared/table/table-layout.ts";
import type { Condition, Right } from "../support/template/rights.ts";
import type { Stage } from "./synthesize.ts";

/** A role's or a key's right, as `docs/security.md` has it. */
export interface KeyRight {
  readonly key: string;
  readonly who: string;
  readonly action: string;
  readonly condition: Condition | undefined;
}

export interface AttributeSet {
  readonly name: string;
  readonly attributes: readonly string[];
  readonly without: readonly string[];
}

type Row = readonly string[];

const TEXT = readFileSync(new URL("../../docs/security.md", import.meta.url), "utf8");
const SECTION = TEXT.split(/^## /m).find((section) => section.startsWith("What each role may do\n")) ?? "";
const [INTRODUCTION = "", ...PARTS] = SECTION.split(/^### /m);

/** The rows of a part's one table. @throws Error for another heading, and for a cell that is empty or missing. */
function rowsOf(part: string, ...heading: readonly string[]): readonly Row[] {
  const rows = part
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const [first = [], rule = [], ...others] = rows;
  if (first.join() !== heading.join() || !rule.every((cell) => /^-+$/.test(cell))) {
    throw new Error(`a table should have the columns ${heading.join(", ")}: ${first.join(", ")}`);
  }
  const wrong = others.find((row) => row.length !== heading.length || row.includes(""));
  if (wrong !== undefined) throw new Error(`a row should have ${heading.length} cells: ${wrong.join(" | ")}`);
  return others;
}

/** The words in backticks of a cell that has nothing else. */
function namesIn(text: string): readonly string[] {
  const names = text.split(", ").map((part) => /^`([^`]+)`$/.exec(part)?.[1]);
  if (names.includes(undefined)) throw new Error(`should be names in backticks: ${text}`);
  return names as string[];
}

/** The result of the first pattern that is the whole text. */
function parsed<T>(text: string, forms: readonly (readonly [RegExp, (...groups: string[]) => T])[]): T {
  for (const [form, result] of forms) {
    const match = form.exec(text);
    if (match !== null) return result(...match.slice(1));
  }
  throw new Error(`cannot be read: ${text}`);
}

export const attributeSets: readonly AttributeSet[] = rowsOf(INTRODUCTION, "set", "has", "has not").map(
  ([name = "", has = "", hasNot = ""]) => ({
    name,
    attributes: parsed(has, [[/^`(\w+)`: .+$/, (constant) => Reflect.get(layout, constant) as string[]]]),
    without: namesIn(hasNot),
  }),
);

function setOf(name: string): readonly string[] {
  const set = attributeSets.find((known) => known.name === name);
  if (set === undefined) throw new Error(`no set of attributes is called ${name}`);
  return set.attributes;
}

const naming = (attributes: readonly string[]): Condition => ({
  "ForAllValues:StringEquals": { "dynamodb:Attributes": attributes },
});
const reading = (attributes: readonly string[]): Condition => ({
  ...naming(attributes),
  StringEqualsIfExists: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
});

const oneCondition = (text: string): Condition =>
  parsed(text, [
    [/^partitions (.+)$/, (all) => ({ "ForAllValues:StringLike": { "dynamodb:LeadingKeys": namesIn(all) } })],
    [/^reads (_.+_)$/, (name) => reading(setOf(name))],
    [/^reads (.+)$/, (all) => reading(namesIn(all))],
    [/^names (.+)$/, (all) => naming(namesIn(all))],
    [
      /^must name `([^`]+)`$/,
      (attribute) => ({ "ForAnyValue:StringEquals": { "dynamodb:Attributes": [attribute] } }),
    ],
    [/^`([^`]+)` is given$/, (key) => ({ Null: { [key]: "false" } })],
    [/^`([^`]+)` is `([^`]+)`$/, (key, value) => ({ StringEquals: { [key]: value } })],
    [/^every `([^`]+)` is `([^`]+)`$/, (key, value) => ({ "ForAllValues:StringEquals": { [key]: value } })],
  ]);

function conditionOf(cell: string): Condition | undefined {
  if (cell === "–") return undefined;
  const merged: Record<string, Readonly<Record<string, unknown>>> = {};
  for (const [operator, keys] of cell.split("; ").flatMap((text) => Object.entries(oneCondition(text)))) {
    merged[operator] = { ...merged[operator], ...keys };
  }
  return merged;
}

const resourceOf = (cell: string, stage: Stage): string =>
  parsed(cell, [
    [/^`([^`]+)`$/, (name) => `${name}.Arn`],
    [/^`([^`]+)` stream$/, (name) => `${name}.StreamArn`],
    [/^`([^`]+)` index `([^`]+)`$/, (name, index) => `${name}.Arn/index/${index}`],
    [/^`([^`]+)` objects `([^`]+)`$/, (name, objects) => `${name}.Arn/${objects}`],
    [
      /^parameters `\/([^`]+)`$/,
      (path) =>
        `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter/${path.replace("<stack>", `keyferry-${stage}`)}`,
    ],
  ]);

/** Every role with all that it may do. */
export const documentedRights = (stage: Stage): ReadonlyMap<string, readonly Right[]> =>
  new Map(
    PARTS.filter((part) => /^\w+\n\n`/.test(part)).map((part) => {
      const role = /^\w+\n\n`([^`]+)`/.exec(part)?.[1] ?? "";
      const rights = rowsOf(part, "action", "resource", "condition", "why").flatMap(
        ([actions = "", on = "", condition = ""]) =>
          namesIn(actions).map((action): Right => {
            const under = conditionOf(condition);
            const resource = resourceOf(on, stage);
            return under === undefined ? [action, resource] : [action, resource, under];
          }),
      );
      return [role, rights];
    }),
  );

/** Who may do what with which key, `every key` spelled out. */
export function documentedKeyRights(keys: readonly string[]): readonly KeyRight[] {
  const part = PARTS.find((text) => text.startsWith("Who may use a KMS key\n")) ?? "";
  return rowsOf(part, "key", "who", "may", "condition", "why").flatMap(
    ([key = "", who = "", actions = "", condition = ""]) =>
      (key === "every key" ? keys : namesIn(key)).flatMap((name) =>
        namesIn(actions).map((action) => ({
          key: name,
          who: who === "the account" ? who : `${namesIn(who)[0]}.Arn`,
          action,
          condition: conditionOf(condition),
        })),
      ),
  );
}
