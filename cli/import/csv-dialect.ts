import { parseRecord } from "./csv-records.ts";

/** In the order in which they are preferred. */
const DELIMITERS = [",", ";", "\t", "|"] as const;

export interface CsvDialect {
  readonly delimiter: string;
  /** How many lines stand before the heading: blank ones, comments, and Excel's `sep=;`. */
  readonly preamble: number;
}

/**
 * How the first lines of a file say that it is to be read: by a `sep=;` line, else with the delimiter under which the
 * heading has the most known names, else with commas.
 * @param isKnown whether a heading's cell is a name that a column may have.
 * @returns undefined where the lines end before the heading.
 */
export function csvDialect(
  lines: readonly string[],
  isKnown: (name: string) => boolean,
): CsvDialect | undefined {
  let given: string | undefined;
  for (const [preamble, line] of lines.entries()) {
    const text = line.trim();
    const [, separator] = /^"?sep=(.|\\t)"?$/i.exec(line.trimStart().replace(/\r$/, "")) ?? [];
    if (separator !== undefined) given = separator === "\\t" ? "\t" : separator;
    else if (text !== "" && !text.startsWith("#"))
      return { delimiter: given ?? nearest(text, isKnown), preamble };
  }
  return undefined;
}

function nearest(heading: string, isKnown: (name: string) => boolean): string {
  const counts = DELIMITERS.map((delimiter) => {
    const cells = parseRecord(heading, delimiter);
    return typeof cells === "string" ? 0 : cells.filter((cell) => isKnown(cell.trim())).length;
  });
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
}
