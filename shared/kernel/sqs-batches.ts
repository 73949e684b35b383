/** SQS's limits for one SendMessageBatch. The limit of bytes leaves room for what SQS adds to a body. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 250_000;

/** Splits messages into batches that SQS takes, in their order. A message that fills a batch is one of its own. */
export function sqsBatches<Entry extends { readonly MessageBody: string }>(
  entries: readonly Entry[],
): Entry[][] {
  const batches: Entry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.MessageBody);
    const open = batches.at(-1);
    if (open !== undefined && open.length < MAX_ENTRIES && bytes + size <= MAX_BYTES) {
      open.push(entry);
      bytes += size;
    } else {
      batches.push([entry]);
      bytes = size;
    }
  }
  return batches;
}
