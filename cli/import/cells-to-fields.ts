import type { FieldProblem } from "../../shared/kernel/errors.ts";
import { listCell } from "./list-cell.ts";

const LISTS = /^allowed_/;
const FLAGS: ReadonlySet<string> = new Set([
  "disabled",
  "is_fallback",
  "is_byok_only",
  "is_required",
  "declared_zdr",
]);

interface Fields {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly problems: readonly FieldProblem[];
}

/**
 * The cells of a CSV record as the API's types: `true` and `false` for flags, lists. An empty cell is
 * an absent field, but an empty key is an empty key.
 */
export function cellsToFields(heading: readonly (string | null)[], cells: readonly string[]): Fields {
  const fields: Record<string, unknown> = {};
  const problems: FieldProblem[] = [];
  heading.forEach((name, index) => {
    const cell = cells[index] ?? "";
    if (name === null) return;
    if (name === "key") {
      fields.key = cell;
      return;
    }
    const text = cell.trim();
    if (text === "") return;
    if (FLAGS.has(name)) {
      const flag = text.toLowerCase();
      if (flag === "true" || flag === "false") fields[name] = flag === "true";
      else problems.push({ path: name, reason: "must be true or false" });
    } else if (LISTS.test(name)) {
      const items = listCell(text);
      if (items === null) problems.push({ path: name, reason: 'must be a list such as a;b or ["a","b"]' });
      else fields[name] = items;
    } else fields[name] = text;
  });
  return { fields, problems };
}
