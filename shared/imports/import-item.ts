import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod/mini";
import { fromWorkspaceName, toWorkspaceName } from "../kernel/workspace.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { parseItem, text } from "../table/parse-item.ts";
import { LISTING_INDEX, PARTITION_KEY, PREFIX, SORT_KEY } from "../table/table-layout.ts";
import { fromRanges, type ImportJob, type ImportTally, toRanges } from "./import-job.ts";

export const JOB = "JOB#";
const TALLY = "TALLY#";

export const importPartition = (importId: string): string => `${PREFIX.import}${importId}`;

/** The index partition that lists the imports into a workspace. */
export const importsOf = (workspaceId: string | null): string => `imports/${toWorkspaceName(workspaceId)}`;

/** How the sort keys of one workspace's tallies begin. */
export const talliesOfWorkspace = (workspaceId: string | null): string =>
  `${TALLY}${toWorkspaceName(workspaceId)}#`;

export const tallyKey = (importId: string, workspaceId: string | null, id: string): Item =>
  marshall({ [PARTITION_KEY]: importPartition(importId), [SORT_KEY]: talliesOfWorkspace(workspaceId) + id });

export const isTallyItem = (item: Item): boolean => item[SORT_KEY]?.S?.startsWith(TALLY) ?? false;

const withoutNull = (record: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));

export const toJobItem = ({ import_id, workspace_id, ...job }: ImportJob): Item =>
  marshall({
    [PARTITION_KEY]: importPartition(import_id),
    [SORT_KEY]: `${JOB}${toWorkspaceName(workspace_id)}`,
    [LISTING_INDEX.partitionKey]: importsOf(workspace_id),
    [LISTING_INDEX.sortKey]: `${job.started_at}#${import_id}`,
    ...withoutNull(job),
  });

const storedJobSchema = z.object({
  started_at: text,
  total_rows: z.optional(z.number()),
  sent_by: z.optional(text),
});

/** @throws KeyferryError `internal` for an item that is not a job. */
export function fromJobItem(item: Item): ImportJob {
  const raw = unmarshall(item);
  const { started_at, total_rows, sent_by } = parseItem(storedJobSchema, raw, "import job");
  return {
    import_id: importIdOf(item),
    workspace_id: fromWorkspaceName(String(raw[SORT_KEY]).slice(JOB.length)),
    started_at,
    total_rows: total_rows ?? null,
    sent_by: sent_by ?? null,
  };
}

/** About 250 bytes, so it costs one write unit. */
export const toTallyItem = ({ import_id, workspace_id, id, created_rows, ...tally }: ImportTally): Item =>
  marshall({
    [PARTITION_KEY]: importPartition(import_id),
    [SORT_KEY]: talliesOfWorkspace(workspace_id) + id,
    time: tally.time,
    failures: tally.failures,
    ...(tally.skipped.length > 0 && { skipped: tally.skipped }),
    ...(tally.doubtful.length > 0 && { doubtful: tally.doubtful }),
    created_rows: toRanges(created_rows),
  });

const storedTallySchema = z.object({
  time: text,
  created_rows: text,
  failures: z.array(z.object({ row: z.number(), code: text, message: text })),
  skipped: z._default(z.array(z.object({ row: z.number(), same_as: text })), []),
  doubtful: z._default(z.array(z.object({ row: z.number(), warnings: z.array(text) })), []),
});

/** @throws KeyferryError `internal` for an item that is not a tally. */
export function fromTallyItem(item: Item): ImportTally {
  const raw = unmarshall(item);
  const { time, created_rows, failures, skipped, doubtful } = parseItem(
    storedTallySchema,
    raw,
    "import tally",
  );
  const [workspace = "", id = ""] = String(raw[SORT_KEY]).slice(TALLY.length).split("#");
  return {
    import_id: importIdOf(item),
    workspace_id: fromWorkspaceName(workspace),
    id,
    time,
    created_rows: fromRanges(created_rows),
    // Another version of keyferry may have written codes that this one does not know.
    failures: failures as ImportTally["failures"],
    skipped,
    doubtful,
  };
}

const importIdOf = (item: Item): string => String(item[PARTITION_KEY]?.S).slice(PREFIX.import.length);
