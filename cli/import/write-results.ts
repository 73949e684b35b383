import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { importedCredentialId } from "../../shared/imports/imported-credential-id.ts";
import { type ReadOptions, readFileRows } from "./read-file-rows.ts";
import type { Source } from "./read-lines.ts";
import { reasonOf } from "./report.ts";
import { OUTCOME, OUTCOME_NAMES, type RowOutcomes } from "./row-outcomes.ts";
import type { ValidateRow } from "./validate-row.ts";

export interface ResultsPlan {
  readonly file: string;
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
}

/**
 * Writes the outcome of each row, in the file's order: JSON Lines for a name that ends in `.jsonl`, else CSV. Reads the
 * source file a second time, so as not to keep it in memory.
 */
export async function writeResults(plan: ResultsPlan): Promise<void> {
  const toText = plan.file.endsWith(".jsonl") ? (result: Result) => `${JSON.stringify(result)}\n` : csvLine;
  const head = plan.file.endsWith(".jsonl") ? [] : ["row,line,id,outcome,reason\n"];
  const text = async function* () {
    yield* head;
    for await (const rows of readFileRows(plan.source, plan.read)) {
      yield rows.map((row) => toText(resultOf(row, plan))).join("");
    }
  };
  await pipeline(Readable.from(text()), createWriteStream(plan.file, { mode: 0o600 }));
}

function resultOf(fileRow: Parameters<ValidateRow>[0], plan: ResultsPlan): Result {
  const { row, line } = fileRow;
  const checked = plan.validate(fileRow);
  if ("problems" in checked) {
    return { row, line, id: null, outcome: "invalid", reason: reasonOf(checked.problems) };
  }
  if (plan.imported === null) return { row, line, id: null, outcome: "valid", reason: null };
  const { import_id, outcomes } = plan.imported;
  const outcome = outcomes.get(row);
  const exists = outcome === OUTCOME.created || outcome === OUTCOME.unchanged;
  return {
    row,
    line,
    id: exists ? importedCredentialId(checked.valid.workspace_id, import_id, row) : null,
    outcome: OUTCOME_NAMES[outcome],
    reason: outcomes.reasons.get(row) ?? null,
  };
}

const csvLine = ({ row, line, id, outcome, reason }: Result): string =>
  `${row},${line},${id ?? ""},${outcome},${quoted(reason ?? "")}\n`;

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
