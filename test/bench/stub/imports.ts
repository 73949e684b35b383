import { hash } from "node:crypto";
import { toJobItem, toTallyItem } from "../../../shared/imports/import-item.ts";
import { importedCredentialId } from "../../../shared/imports/imported-credential-id.ts";
import { deriveId } from "../../../shared/kernel/derive-id.ts";
import type { Item } from "../../../shared/table/dynamodb-item.ts";
import { LISTING_INDEX, PARTITION_KEY, PREFIX } from "../../../shared/table/table-layout.ts";
import type { WireItem } from "./item-size.ts";
import type { Wire } from "./operations.ts";

/** A message, in any version of the contract. */
interface Message {
  readonly type: string;
  readonly import_id: string;
  readonly workspace_id: string | null;
  readonly total_rows?: number;
  readonly row?: number;
  readonly rows?: readonly { readonly row: number }[];
}

/** The rows whose outcomes a worker writes down together. */
const ROWS_TOGETHER = 25;
/** About as many items as a page of 1 MB has. */
const PAGE = 4_000;

/**
 * What a table holds after a worker has created every row that was sent: the import, tallies, and credentials that the index
 * lists. It answers the queries of `keyferry import`.
 */
export function importedRows() {
  const started_at = new Date().toISOString();
  let jobs: Item[] = [];
  let tallies: Item[] = [];
  let listed: Item[] = [];
  let open: number[] = [];
  let last: Pick<Message, "import_id" | "workspace_id"> | undefined;

  const settle = (): void => {
    if (last === undefined || open.length === 0) return;
    const { import_id, workspace_id } = last;
    const outcomes = { created_rows: open, failures: [], skipped: [], doubtful: [] };
    const tally = { import_id, workspace_id, id: deriveId("tally", tallies.length), time: started_at };
    tallies.push(toTallyItem({ ...tally, ...outcomes }));
    open = [];
  };

  return {
    clear(): void {
      jobs = [];
      tallies = [];
      listed = [];
      open = [];
      last = undefined;
    },
    take(body: string): void {
      const message = JSON.parse(body) as Message;
      if (message.type !== "credential.import") return;
      const { import_id, workspace_id, total_rows = null } = message;
      last = message;
      if (jobs.length === 0) {
        jobs.push(toJobItem({ import_id, workspace_id, started_at, total_rows, sent_by: null }));
      }
      for (const { row } of message.rows ?? [{ row: message.row ?? 0 }]) {
        const id = importedCredentialId(workspace_id, import_id, row);
        listed.push({
          [PARTITION_KEY]: { S: `${PREFIX.credential}${id}` },
          [LISTING_INDEX.sortKey]: { S: `${started_at}#openai#${id}` },
        });
        open.push(row);
        if (open.length === ROWS_TOGETHER) settle();
      }
    },
    query({ IndexName, ExclusiveStartKey, ExpressionAttributeValues, Limit }: Wire): Wire {
      settle();
      const values = ExpressionAttributeValues as Item;
      const ofImport = ":job" in values ? jobs : ":workspace" in values ? tallies : [...jobs, ...tallies];
      const all = IndexName === undefined ? ofImport : listed;
      const from = Number((ExclusiveStartKey as { at?: { N: string } } | undefined)?.at?.N ?? 0);
      const next = from + Math.min(PAGE, Number(Limit ?? PAGE));
      return {
        Items: all.slice(from, next),
        ...(next < all.length && { LastEvaluatedKey: { at: { N: String(next) } } }),
      };
    },
    /** A credential as far as its key's fingerprint goes. Each has a key of its own. */
    fingerprinted(key: WireItem): WireItem | undefined {
      const name = String(key[PARTITION_KEY]?.S);
      if (listed.length === 0 || !name.startsWith(PREFIX.credential)) return undefined;
      return { ...key, fingerprint: { S: hash("sha256", name, "base64url") } };
    },
  };
}

export type ImportedRows = ReturnType<typeof importedRows>;
