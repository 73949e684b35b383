import type { AuditEvent, RejectionCode } from "../credentials/audit-event.ts";
import { canonicalJson } from "../kernel/canonical-json.ts";
import { deriveId } from "../kernel/derive-id.ts";
import { groupBy } from "../kernel/group-by.ts";
import type { OnDuplicate } from "./import-message.ts";
import { rowsOnce } from "./rows-once.ts";

/** The row of an import that a command stems from. */
export interface ImportRow {
  readonly import_id: string;
  readonly workspace_id: string | null;
  /** Counted from 1. */
  readonly row: number;
  readonly total_rows: number | null;
  readonly sent_by: string | null;
  readonly on_duplicate: OnDuplicate;
  /** The codes of the warnings that do not stop it. */
  readonly accepts: readonly string[];
}

/** The record that an import into a workspace has begun. */
export interface ImportJob {
  readonly import_id: string;
  readonly workspace_id: string | null;
  readonly started_at: string;
  readonly total_rows: number | null;
  readonly sent_by: string | null;
}

export interface ImportFailure {
  readonly row: number;
  readonly code: RejectionCode;
  /** Safe to show: names fields, never values. */
  readonly message: string;
}

/** A row of which nothing was created, as was asked for: a live credential of the workspace has its key. */
export interface SkippedRow {
  readonly row: number;
  /** The id of that credential. */
  readonly same_as: string;
}

/** A created row about whose key there is a doubt. */
export interface DoubtfulRow {
  readonly row: number;
  /** The codes of the warnings. */
  readonly warnings: readonly string[];
}

/**
 * The outcomes of some rows of one import and workspace. A row that was delivered twice may be in two tallies, with the same
 * outcome: whoever reads tallies takes each row once, by `rowsOnce`.
 */
export interface ImportTally {
  readonly import_id: string;
  readonly workspace_id: string | null;
  /** It derives from the outcomes: the same tally is stored once. */
  readonly id: string;
  readonly time: string;
  readonly created_rows: readonly number[];
  readonly failures: readonly ImportFailure[];
  readonly skipped: readonly SkippedRow[];
  readonly doubtful: readonly DoubtfulRow[];
}

/** The outcome of a row, as its event says it. */
export interface SettledRow {
  readonly row: ImportRow;
  readonly event: AuditEvent;
  /** The live credential with the same key, for a row that was skipped. */
  readonly same_as?: string | undefined;
}

/** The longest reason that a tally keeps. The audit event has the full text. */
const MAX_REASON = 200;

/** The tallies of these rows: one for each import and workspace. */
export function talliesOf(settled: readonly SettledRow[]): readonly ImportTally[] {
  const groups = groupBy(settled, ({ row }) => `${row.import_id}/${row.workspace_id}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { import_id, workspace_id } = first.row;
    const outcomes = {
      created_rows: group.filter(({ event }) => event.rejection === null).map(({ row }) => row.row),
      failures: group.flatMap(({ row, event: { rejection }, same_as }) =>
        rejection === null || same_as !== undefined
          ? []
          : { row: row.row, code: rejection.code, message: rejection.message.slice(0, MAX_REASON) },
      ),
      skipped: group.flatMap(({ row, same_as }) => (same_as === undefined ? [] : { row: row.row, same_as })),
      doubtful: group.flatMap(({ row, event: { rejection, warnings } }) =>
        rejection === null && warnings.length > 0 ? { row: row.row, warnings } : [],
      ),
    };
    const id = deriveId("tally", canonicalJson({ import_id, workspace_id, ...outcomes }));
    return { import_id, workspace_id, id, time: first.event.time, ...outcomes };
  });
}

/** An import as its callers see it: the sum of the outcomes of its rows. */
export interface ImportSummary {
  readonly id: string;
  readonly workspace_ids: readonly (string | null)[];
  readonly sent_by: string | null;
  readonly started_at: string;
  /** The time at which the last row finished; null while rows are missing, or if the total is unknown. */
  readonly finished_at: string | null;
  readonly total_rows: number | null;
  readonly created: number;
  readonly rejected: number;
  /** How many rows were left out because the workspace had their keys. */
  readonly skipped: number;
  /** How many created rows have a key about which there is a doubt. */
  readonly warned: number;
  /** The failed rows with the lowest numbers, at most {@link SHOWN_FAILURES}. */
  readonly failures: readonly ImportFailure[];
  /** The doubtful rows with the lowest numbers, as many. */
  readonly warnings: readonly DoubtfulRow[];
}

export const SHOWN_FAILURES = 20;

/** Sums up an import from its stored records; null if there are none. */
export function summarise(jobs: readonly ImportJob[], tallies: readonly ImportTally[]): ImportSummary | null {
  const [first] = jobs.toSorted((a, b) => (a.started_at < b.started_at ? -1 : 1));
  if (first === undefined) return null;
  const settled = tallies.map(rowsOnce());
  const created = settled.reduce((sum, tally) => sum + tally.created_rows.length, 0);
  const skipped = settled.reduce((sum, tally) => sum + tally.skipped.length, 0);
  const failures = settled.flatMap((tally) => tally.failures).sort(byRow);
  const doubtful = settled.flatMap((tally) => tally.doubtful).sort(byRow);
  const totals = jobs.map(({ total_rows }) => total_rows).filter((total) => total !== null);
  const total_rows = totals.length > 0 ? Math.max(...totals) : null;
  const last =
    tallies
      .map(({ time }) => time)
      .sort()
      .at(-1) ?? null;
  return {
    id: first.import_id,
    workspace_ids: jobs.map(({ workspace_id }) => workspace_id),
    sent_by: first.sent_by,
    started_at: first.started_at,
    finished_at: total_rows !== null && created + skipped + failures.length >= total_rows ? last : null,
    total_rows,
    created,
    rejected: failures.length,
    skipped,
    warned: doubtful.length,
    failures: failures.slice(0, SHOWN_FAILURES),
    warnings: doubtful.slice(0, SHOWN_FAILURES),
  };
}

const byRow = (a: { readonly row: number }, b: { readonly row: number }): number => a.row - b.row;

/** Formats row numbers as ranges, e.g. `1-7,9`: ten consecutive rows take five characters. */
export function toRanges(rows: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const row of rows.toSorted((a, b) => a - b)) {
    const open = ranges.at(-1);
    if (open !== undefined && row === open.last + 1) open.last = row;
    else ranges.push({ first: row, last: row });
  }
  return ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(",");
}

export const fromRanges = (ranges: string): number[] =>
  ranges
    .split(",")
    .filter((range) => range !== "")
    .flatMap((range) => {
      const [first = 0, last = first] = range.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
