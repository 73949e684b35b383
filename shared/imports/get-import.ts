import type { Caller } from "../access/authenticate.ts";
import { fromCursor, toCursor } from "../access/cursor.ts";
import { mayManage } from "../access/management-key.ts";
import { notFound } from "../kernel/errors.ts";
import { uuidSchema } from "../kernel/uuid.ts";
import { fromWorkspaceName, toWorkspaceName } from "../kernel/workspace.ts";
import { type ImportSummary, type ImportTally, summarise } from "./import-job.ts";
import { importedCredentialId } from "./imported-credential-id.ts";
import type { ImportReader } from "./ports.ts";

interface Dependencies {
  readonly imports: ImportReader;
}

/**
 * Finds an import and sums up the rows that the caller may see: those of its own workspaces.
 * @throws KeyferryError `not_found` if there are none.
 */
export async function getImport(
  id: string,
  { managementKey }: Caller,
  { imports }: Dependencies,
): Promise<ImportSummary> {
  const valid = uuidSchema.safeParse(id);
  if (!valid.success) throw notFound();
  const { jobs, tallies } = await imports.read(valid.data);
  const isVisible = ({ workspace_id }: { readonly workspace_id: string | null }) =>
    mayManage(managementKey, workspace_id);
  const summary = summarise(jobs.filter(isVisible), tallies.filter(isVisible));
  if (summary === null) throw notFound();
  return summary;
}

/** The outcome of one row. */
export interface ImportResult {
  readonly row: number;
  /**
   * The credential's id. For a row that was skipped, it is that of the credential with the same key; if the row was
   * rejected, no credential has this id.
   */
  readonly id: string;
  readonly outcome: "created" | "rejected" | "skipped";
  readonly reason: string | null;
  /** The codes of the doubts about a created row's key. */
  readonly warnings: readonly string[];
}

export interface ImportResultPage {
  readonly results: readonly ImportResult[];
  /** Names the next page; null on the last. */
  readonly next_cursor: string | null;
}

/** The number of tallies on a page, with some 25 to 250 rows each. */
const PAGE = 100;

/**
 * Lists one page of an import's finished rows, in no particular order: the rows of the caller's workspaces, one workspace
 * after the other.
 * @throws KeyferryError `not_found` if the import has no row in them, `invalid_request` for a cursor of another list.
 */
export async function listImportResults(
  { id, cursor }: { readonly id: string; readonly cursor: string | undefined },
  caller: Caller,
  { imports }: Dependencies,
): Promise<ImportResultPage> {
  const valid = uuidSchema.safeParse(id);
  if (!valid.success) throw notFound();
  const list = `results/${valid.data}`;
  const workspaces = (await imports.listJobs(valid.data))
    .map(({ workspace_id }) => workspace_id)
    .filter((workspace) => mayManage(caller.managementKey, workspace))
    .map(toWorkspaceName)
    .sort();
  if (workspaces.length === 0) throw notFound();
  const [from = workspaces[0] ?? "", after] =
    cursor === undefined ? [] : fromCursor(cursor, list, caller).split("#");
  const page = { limit: PAGE, after: after === "" ? undefined : after };
  const { tallies, next } = await imports.readTallies(valid.data, fromWorkspaceName(from), page);
  const following = workspaces.find((workspace) => workspace > from);
  const position = next !== null ? `${from}#${next}` : following && `${following}#`;
  return {
    results: tallies.flatMap(resultsOf),
    next_cursor: position === undefined ? null : toCursor(position, list, caller),
  };
}

/** The rows of a tally, one by one. */
export function resultsOf(tally: ImportTally): ImportResult[] {
  const { import_id, workspace_id, created_rows, failures, skipped, doubtful } = tally;
  const idOf = (row: number) => importedCredentialId(workspace_id, import_id, row);
  const doubts = new Map(doubtful.map(({ row, warnings }) => [row, warnings]));
  return [
    ...created_rows.map((row) => ({
      row,
      id: idOf(row),
      outcome: "created" as const,
      reason: null,
      warnings: doubts.get(row) ?? [],
    })),
    ...failures.map(({ row, code, message }) => ({
      row,
      id: idOf(row),
      outcome: "rejected" as const,
      reason: `${code}: ${message}`,
      warnings: [],
    })),
    ...skipped.map(({ row, same_as }) => ({
      row,
      id: same_as,
      outcome: "skipped" as const,
      reason: null,
      warnings: [],
    })),
  ];
}
