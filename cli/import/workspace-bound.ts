import type { OnDuplicate } from "../../shared/imports/import-message.ts";
import { MAX_COMPARED } from "../../shared/imports/ports.ts";
import { durationOf } from "./progress-bar.ts";
import type { Scan } from "./scan-file.ts";

/** What the listing of one workspace takes: a partition of an index in DynamoDB (docs/import.md, "How fast"). */
const ROWS_PER_SECOND = 1_000;

/** Rows of one workspace that take at least a minute. */
const WORTH_SAYING = 60 * ROWS_PER_SECOND;

/** How long an import takes at least, however fast the deployment is; null where nobody would wait for it. */
export function workspaceBound({
  most_of_one_workspace: rows,
}: Pick<Scan, "most_of_one_workspace">): string | null {
  if (rows < WORTH_SAYING) return null;
  const time = durationOf(rows / ROWS_PER_SECOND);
  return `${rows} rows are of one workspace, which takes at most ${ROWS_PER_SECOND} a second: ${time} or more`;
}

/** That the worker will refuse rows of this file, because their workspace grows too large to be looked through; else null. */
export function tooManyToCompare(
  { most_of_one_workspace: rows }: Pick<Scan, "most_of_one_workspace">,
  onDuplicate: OnDuplicate,
): string | null {
  if (rows <= MAX_COMPARED || onDuplicate === "create") return null;
  return (
    `${rows} rows are of one workspace, and no worker looks for equal keys among more than ${MAX_COMPARED}: ` +
    "rows beyond that are rejected, unless you pass --on-duplicate create"
  );
}
