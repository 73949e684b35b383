import { setTimeout as pause } from "node:timers/promises";
import type { OnDuplicate } from "../../shared/imports/import-message.ts";
import {
  type ACCEPTABLE,
  IMPORT_MESSAGE_VERSION,
  type ImportMessage,
} from "../../shared/imports/import-message.ts";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { forEachConcurrently } from "../../shared/kernel/for-each-concurrently.ts";
import type { Seal } from "../../shared/sealing/seal-session.ts";
import type { FileRow } from "./file-row.ts";
import type { ImportTarget } from "./target.ts";
import type { ValidateRow, ValidRow } from "./validate-row.ts";

export interface SendRows {
  readonly rows: AsyncIterable<readonly FileRow[]>;
  readonly validate: ValidateRow;
  /** Whether a row still has to be sent. */
  readonly isOpen: (row: number) => boolean;
  /** Whether a valid row is to be sent; where it is not, it has its outcome already. */
  readonly admit: (row: FileRow, valid: ValidRow) => boolean;
  readonly onDuplicate: OnDuplicate;
  readonly accepts: readonly (typeof ACCEPTABLE)[number][];
  readonly import_id: string;
  readonly total_rows: number | undefined;
  readonly seal: Seal;
  readonly target: Pick<ImportTarget, "send" | "batchSize" | "parallel">;
  readonly onInvalid: (row: FileRow, problems: FileRow["problems"]) => void;
  readonly onRead: (rows: number) => void;
  /** Gets the rows that are safely queued. */
  readonly onSent: (rows: readonly number[]) => void;
  /** Ends the reading; batches that are being sent are finished. */
  readonly signal: AbortSignal;
}

/** Largest total of sealed keys and settings in one batch, in bytes: half of what the API takes in one request. */
const MAX_BATCH = 1_000_000;

/** Milliseconds between the attempts of one batch, each up to twice as long: some two minutes in total. */
const PAUSES = [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000];

/**
 * Seals and sends the open rows of a file, several batches at a time. Each row's key is sealed as late as possible, and
 * nothing keeps it after its batch.
 * @throws KeyferryError `unavailable` when the target stays out of reach: the same import can be resumed.
 */
export async function sendRows(plan: SendRows): Promise<void> {
  await forEachConcurrently(batchesOf(plan), plan.target.parallel, async (batch) => {
    await sendPatiently(batch, plan);
    plan.onSent(batch.map(({ row }) => row));
  });
}

async function* batchesOf(plan: SendRows): AsyncGenerator<readonly ImportMessage[]> {
  let batch: ImportMessage[] = [];
  let size = 0;
  for await (const rows of plan.rows) {
    for (const fileRow of rows) {
      if (plan.signal.aborted) break;
      if (!plan.isOpen(fileRow.row)) continue;
      const checked = plan.validate(fileRow);
      if ("problems" in checked) {
        plan.onInvalid(fileRow, checked.problems);
        continue;
      }
      if (!plan.admit(fileRow, checked.valid)) continue;
      const message = toMessage(checked.valid, plan);
      batch.push(message);
      size += message.sealed_key.length + Buffer.byteLength(JSON.stringify(message.settings ?? {}));
      if (batch.length < plan.target.batchSize && size < MAX_BATCH) continue;
      yield batch;
      batch = [];
      size = 0;
    }
    if (plan.signal.aborted) return;
    plan.onRead(rows.at(-1)?.row ?? 0);
  }
  if (batch.length > 0 && !plan.signal.aborted) yield batch;
}

function toMessage(row: ValidRow, plan: SendRows): ImportMessage {
  const { import_id, total_rows, seal, onDuplicate, accepts } = plan;
  const { key, provider, workspace_id, settings } = row;
  return {
    version: IMPORT_MESSAGE_VERSION,
    type: "credential.import",
    import_id,
    row: row.row,
    ...(total_rows !== undefined && { total_rows }),
    workspace_id,
    provider,
    sealed_key: seal(key, { workspace_id, provider }),
    ...(onDuplicate !== "create" && { on_duplicate: onDuplicate }),
    ...(accepts.length > 0 && { accepts: [...accepts] }),
    ...(Object.keys(settings).length > 0 && { settings }),
    requested_at: new Date().toISOString(),
  };
}

async function sendPatiently(batch: readonly ImportMessage[], { target, signal }: SendRows): Promise<void> {
  for (const wait of [...PAUSES, null]) {
    try {
      return await target.send(batch);
    } catch (error) {
      const isTransient = error instanceof KeyferryError && error.kind === "unavailable";
      if (!isTransient || wait === null || signal.aborted) throw error;
      await pause(wait * (1 + Math.random()), undefined, { signal }).catch(() => {});
    }
  }
}
