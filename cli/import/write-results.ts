import { importedCredentialId } from "../../shared/imports/imported-credential-id.ts";
import type { ReadOptions } from "./file-row.ts";
import type { OutputFile } from "./output-file.ts";
import { readFileRows } from "./read-file-rows.ts";
import type { Source } from "./read-lines.ts";
import { reasonOf } from "./report.ts";
import { OUTCOME, OUTCOME_NAMES, type RowOutcomes } from "./row-outcomes.ts";
import type { ValidateRow } from "./validate-row.ts";

export interface ResultsPlan {
  readonly file: OutputFile;
  readonly source: Source;
  readonly read: ReadOptions;
  readonly validate: ValidateRow;
  /** Null for a dry run, in which rows have no outcome. */
  readonly imported: { readonly import_id: string; readonly outcomes: RowOutcomes } | null;
}

interface Result {
  readonly row: number;
  readonly line: number;
  readonly id: string | null;
  readonly outcome: string;
  readonly reason: string | null;
  /** The doubts about the row's key. */
  readonly warnings: readonly string[];
}

/**
 * Writes the outcome of each row, in the file's order: JSON Lines for a name that ends in `.jsonl`, else CSV. Reads the
 * source file another time, so as not to keep it in memory.
 */
export async function writeResults(plan: ResultsPlan): Promise<void> {
  const isJson = plan.file.name.endsWith(".jsonl");
  const toText = isJson ? (result: Result) => `${JSON.stringify(result)}\n` : csvLine;
  const text = async function* () {
    if (!isJson) yield "row,line,id,outcome,reason,warnings\n";
    for await (const rows of readFileRows(plan.source, plan.read)) {
      yield rows.map((row) => toText(resultOf(row, plan))).join("");
    }
  };
  await plan.file.write(text());
}

function resultOf(fileRow: Parameters<ValidateRow>[0], plan: ResultsPlan): Result {
  const { row, line } = fileRow;
  const checked = plan.validate(fileRow);
  if ("problems" in checked) {
    return { row, line, id: null, outcome: "invalid", reason: reasonOf(checked.problems), warnings: [] };
  }
  const warnings = checked.valid.warnings.map(({ code, message }) => `${code}: ${message}`);
  if (plan.imported === null) return { row, line, id: null, outcome: "valid", reason: null, warnings };
  const { import_id, outcomes } = plan.imported;
  const outcome = outcomes.get(row);
  const exists = outcome === OUTCOME.created || outcome === OUTCOME.unchanged;
  const holder = outcomes.holders.get(row);
  const own = exists ? importedCredentialId(checked.valid.workspace_id, import_id, row) : null;
  return {
    row,
    line,
    id: typeof holder === "string" ? holder : own,
    outcome: OUTCOME_NAMES[outcome],
    reason: holder === undefined ? (outcomes.reasons.get(row) ?? null) : sameKeyAs(holder),
    warnings,
  };
}

const sameKeyAs = (holder: string | number): string =>
  typeof holder === "number" ? `has the same key as row ${holder}` : "the workspace has this key";

const csvLine = ({ row, line, id, outcome, reason, warnings }: Result): string =>
  `${[row, line, id ?? "", outcome, quoted(reason ?? ""), quoted(warnings.join(" "))].join(",")}\n`;

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
