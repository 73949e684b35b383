import type { Logger } from "../kernel/ports.ts";
import { insertItem } from "../table/dynamodb-inserts.ts";
import type { Table } from "../table/dynamodb-reads.ts";
import { toJobItem } from "./import-item.ts";
import type { ImportJobs } from "./ports.ts";

const MAX_REMEMBERED = 1_000;

/**
 * Writes the record of an import once. The first worker that sees a row of it writes the record before it
 * carries out any row, so that no import has outcomes without a record. A process caches the records that it
 * found or wrote.
 */
export function dynamodbImportJobs(table: Table, log: Logger): ImportJobs {
  const noted = new Set<string>();
  return {
    async note(jobs) {
      for (const job of jobs) {
        const name = `${job.import_id}/${job.workspace_id}`;
        if (noted.has(name)) continue;
        await insertItem(table, toJobItem(job), log);
        if (noted.size >= MAX_REMEMBERED) noted.clear();
        noted.add(name);
      }
    },
  };
}
