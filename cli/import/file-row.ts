import type { FieldProblem } from "../../shared/kernel/errors.ts";
import type { Naming } from "./field-names.ts";

/** One row of a file: its fields under the API's names, or what is wrong with its form. */
export interface FileRow {
  /** From 1; the heading of a CSV file does not count. */
  readonly row: number;
  /** Where it starts in the file, from 1. */
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly problems: readonly FieldProblem[];
  /** The row as it stands in the file. It holds a key. */
  readonly text: string;
}

/** JSON is JSON Lines, an array, or objects over several lines; which one, the file shows. */
export const FORMATS = ["csv", "jsonl", "json", "env"] as const;

export interface ReadOptions extends Naming {
  readonly format: (typeof FORMATS)[number];
}

export const malformed = (row: number, line: number, text: string, reason: string): FileRow => ({
  row,
  line,
  fields: {},
  problems: [{ path: "", reason }],
  text,
});

export const NOT_UTF8 = "has bytes that are not UTF-8";
