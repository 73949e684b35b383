import { TransactionCanceledException, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { callAws } from "../kernel/call-aws.ts";
import type { Table } from "../table/dynamodb-reads.ts";
import { PARTITION_KEY } from "../table/table-layout.ts";
import { toJobItem } from "./import-item.ts";
import type { ImportJob } from "./import-job.ts";
import type { ImportJobs } from "./ports.ts";

const MAX_REMEMBERED = 1_000;

/**
 * Writes the record of an import once. The first worker that sees a row of it writes the record before it
 * carries out any row, so that no import has outcomes without a record. A process caches the records that it
 * found or wrote.
 */
export function dynamodbImportJobs(table: Table): ImportJobs {
  const noted = new Set<string>();
  return {
    async note(jobs) {
      for (const job of jobs) {
        const name = `${job.import_id}/${job.workspace_id}`;
        if (noted.has(name)) continue;
        await putOnce(table, job);
        if (noted.size >= MAX_REMEMBERED) noted.clear();
        noted.add(name);
      }
    },
  };
}

/** Uses a transaction of one item, because the worker's role may write only in transactions. */
async function putOnce(table: Table, job: ImportJob): Promise<void> {
  const Put = {
    TableName: table.name,
    Item: toJobItem(job),
    ConditionExpression: `attribute_not_exists(${PARTITION_KEY})`,
  };
  await callAws("dynamodb:TransactWriteItems", async () => {
    try {
      await table.client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }] }));
    } catch (error) {
      const there =
        error instanceof TransactionCanceledException &&
        error.CancellationReasons?.some(({ Code }) => Code === "ConditionalCheckFailed");
      if (!there) throw error;
    }
  });
}
