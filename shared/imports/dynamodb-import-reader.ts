import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { callAws } from "../kernel/call-aws.ts";
import { newestIn } from "../table/dynamodb-newest.ts";
import { projection, queryPages, type Table } from "../table/dynamodb-reads.ts";
import { IMPORT_ATTRIBUTES, PARTITION_KEY, PREFIX, SORT_KEY } from "../table/table-layout.ts";
import {
  fromJobItem,
  fromTallyItem,
  importPartition,
  importsOf,
  isTallyItem,
  JOB,
  talliesOfWorkspace,
  tallyKey,
} from "./import-item.ts";
import type { ImportJob, ImportTally } from "./import-job.ts";
import type { ImportReader, ImportRecordPage } from "./ports.ts";

const ATTRIBUTES = [PARTITION_KEY, SORT_KEY, ...IMPORT_ATTRIBUTES];

/** Reads imports and their tallies. 100,000 rows have about 3,400 tallies: one page, 220 read units. */
export function dynamodbImportReader(table: Table): ImportReader {
  return {
    async list(workspaceId, page) {
      const newest = await newestIn(table, importsOf(workspaceId), page);
      return newest.map(({ item, position }) => ({
        import_id: String(item[PARTITION_KEY]?.S).slice(PREFIX.import.length),
        position,
      }));
    },

    async read(importId) {
      const jobs: ImportJob[] = [];
      const tallies: ImportTally[] = [];
      for await (const page of recordPages(table, importId)) {
        jobs.push(...page.jobs);
        tallies.push(...page.tallies);
      }
      return { jobs, tallies };
    },

    pages: (importId) => recordPages(table, importId),

    async listJobs(importId) {
      const jobs: ImportJob[] = [];
      const pages = queryPages(table, ATTRIBUTES, {
        KeyConditionExpression: `${PARTITION_KEY} = :import AND begins_with(${SORT_KEY}, :job)`,
        ExpressionAttributeValues: marshall({ ":import": importPartition(importId), ":job": JOB }),
        ConsistentRead: true,
      });
      for await (const items of pages) jobs.push(...items.map(fromJobItem));
      return jobs;
    },

    async readTallies(importId, workspaceId, { limit, after }) {
      const { Items = [], LastEvaluatedKey } = await callAws("dynamodb:Query", () =>
        table.client.send(
          new QueryCommand({
            TableName: table.name,
            ...projection(ATTRIBUTES),
            KeyConditionExpression: "#0 = :import AND begins_with(#1, :workspace)",
            ExpressionAttributeValues: marshall({
              ":import": importPartition(importId),
              ":workspace": talliesOfWorkspace(workspaceId),
            }),
            ConsistentRead: true,
            Limit: limit,
            ...(after !== undefined && { ExclusiveStartKey: tallyKey(importId, workspaceId, after) }),
          }),
        ),
      );
      const tallies = Items.map(fromTallyItem);
      return { tallies, next: LastEvaluatedKey === undefined ? null : (tallies.at(-1)?.id ?? null) };
    },
  };
}

async function* recordPages(table: Table, importId: string): AsyncIterable<ImportRecordPage> {
  const pages = queryPages(table, ATTRIBUTES, {
    KeyConditionExpression: `${PARTITION_KEY} = :import`,
    ExpressionAttributeValues: marshall({ ":import": importPartition(importId) }),
    ConsistentRead: true,
  });
  for await (const items of pages) {
    yield {
      jobs: items.filter((item) => !isTallyItem(item)).map(fromJobItem),
      tallies: items.filter(isTallyItem).map(fromTallyItem),
    };
  }
}
