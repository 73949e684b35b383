import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { fromWorkspaceName, toWorkspaceName } from "../kernel/workspace.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { LISTING_INDEX, PARTITION_KEY, PREFIX, SORT_KEY } from "../table/table-layout.ts";
import { fromRanges, type ImportJob, type ImportTally, toRanges } from "./import-job.ts";

const JOB = "JOB#";
export const TALLY = "TALLY#";

export const importPartition = (importId: string): string => `${PREFIX.import}${importId}`;

/** Where the index lists the imports into a workspace. */
export const importsOf = (workspaceId: string | null): string => `imports/${toWorkspaceName(workspaceId)}`;

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

export function fromJobItem(item: Item): ImportJob {
  const raw = unmarshall(item);
  return {
    import_id: importIdOf(item),
    workspace_id: fromWorkspaceName(String(raw[SORT_KEY]).slice(JOB.length)),
    started_at: raw.started_at,
    total_rows: raw.total_rows ?? null,
    sent_by: raw.sent_by ?? null,
  };
}

/** About 250 bytes, so one write unit. */
export const toTallyItem = ({ import_id, workspace_id, id, created_rows, ...tally }: ImportTally): Item =>
  marshall({
    [PARTITION_KEY]: importPartition(import_id),
    [SORT_KEY]: `${TALLY}${toWorkspaceName(workspace_id)}#${id}`,
    ...tally,
    created_rows: toRanges(created_rows),
  });

export function fromTallyItem(item: Item): ImportTally {
  const raw = unmarshall(item);
  const [workspace = "", id = ""] = String(raw[SORT_KEY]).slice(TALLY.length).split("#");
  return {
    import_id: importIdOf(item),
    workspace_id: fromWorkspaceName(workspace),
    id,
    time: raw.time,
    created_rows: fromRanges(raw.created_rows),
    failures: raw.failures,
  };
}

const importIdOf = (item: Item): string => String(item[PARTITION_KEY]?.S).slice(PREFIX.import.length);
