/**
 * Processes items, at most `concurrency` at a time. Each loop takes the next item when it is free, so that a
 * generator is never read ahead of the work.
 * @throws the error of the first failed item, immediately.
 */
export async function forEachConcurrently<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  concurrency: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const shared = each(items);
  const loop = async (): Promise<void> => {
    for await (const item of shared) await work(item);
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
}

async function* each<Item>(items: Iterable<Item> | AsyncIterable<Item>): AsyncIterable<Item> {
  yield* items;
}
