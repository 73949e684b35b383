import { parseJson } from "../../shared/kernel/parse-json.ts";

/** What no item of a list has in it. Where one has, it is two items, or a list in another notation. */
const SUSPECT = /[\s"'`[\]{}()|]/;

/**
 * The items of a list in one cell: separated by `;`, by commas or by line breaks, or a JSON array of texts. Null for
 * anything else: a list that is taken for one item would restrict a key to a model that does not exist.
 */
export function listCell(text: string): readonly string[] | null {
  if (text.startsWith("[")) {
    const items = parseJson(text);
    return Array.isArray(items) && items.every((item) => typeof item === "string") ? items : null;
  }
  const items = text
    .split(/[;,\r\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== "");
  return items.length === 0 || items.some((item) => SUSPECT.test(item)) ? null : items;
}
