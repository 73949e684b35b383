import type { ImportBatch } from "./import-batch.ts";
import { IMPORT_BATCH_VERSION, type ImportMessage, MAX_ROWS_TOGETHER } from "./import-message.ts";

/** The most bytes of seals and settings in one message: with what is around them, it stays below SQS's 256 KB. */
const MAX_SIZE = 200_000;

/** Rows that may share a message, so far. */
interface Group {
  readonly rows: ImportMessage[];
  readonly wrappedKey: string;
  size: number;
}

/**
 * Puts rows of one import and workspace together, up to {@link MAX_ROWS_TOGETHER} in a message, if their seals share a wrapped
 * content key, which is then sent once. A row that nothing is shared with stays a message of its own.
 */
export function packRows(messages: readonly ImportMessage[]): (ImportMessage | ImportBatch)[] {
  const groups: Group[] = [];
  const open = new Map<string, Group>();
  for (const message of messages) {
    const [, wrappedKey = ""] = message.sealed_key.split(".", 2);
    const size = sizeOf(message);
    const name = nameOf(message, wrappedKey);
    const group = open.get(name);
    if (group !== undefined && group.rows.length < MAX_ROWS_TOGETHER && group.size + size <= MAX_SIZE) {
      group.rows.push(message);
      group.size += size;
    } else {
      const next = { rows: [message], wrappedKey, size };
      groups.push(next);
      open.set(name, next);
    }
  }
  return groups.map(toMessage);
}

const sizeOf = ({ sealed_key, settings }: ImportMessage): number =>
  sealed_key.length + (settings === undefined ? 0 : bytesOf(JSON.stringify(settings)));

/** The bytes of a text on the queue, which takes two characters only as escapes of six bytes: see `sqs-message-body.ts`. */
const bytesOf = (text: string): number =>
  Buffer.byteLength(text) + 3 * (text.match(/[\ufffe\uffff]/g)?.length ?? 0);

/** The same for rows that may share a message. */
const nameOf = (
  { import_id, workspace_id, total_rows, provider, on_duplicate, accepts, sent_by }: ImportMessage,
  wrappedKey: string,
): string =>
  [import_id, workspace_id, total_rows, provider, on_duplicate, accepts, sent_by, wrappedKey].join("\n");

function toMessage({ rows, wrappedKey }: Group): ImportMessage | ImportBatch {
  const [first, ...more] = rows;
  if (first === undefined) throw new Error("a message has a row");
  if (more.length === 0) return first;
  const { row: _, sealed_key: __, settings: ___, requested_at, ...shared } = first;
  const isOfOneTime = more.every((row) => row.requested_at === requested_at);
  return {
    ...shared,
    version: IMPORT_BATCH_VERSION,
    ...(isOfOneTime && { requested_at }),
    encrypted_key: wrappedKey,
    rows: rows.map(({ row, sealed_key, settings, requested_at: own }) => ({
      row,
      sealed_key: sealed_key.replace(`.${wrappedKey}.`, ".."),
      ...(settings !== undefined && { settings }),
      ...(!isOfOneTime && { requested_at: own }),
    })),
  };
}
