/**
 * Works through items, so many at a time: each lane takes the next one when it is free, so a generator is read no
 * further than there is work under way.
 * @throws what the first piece of work that fails throws, at once.
 */
export async function forEachConcurrently<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  lanes: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const shared = each(items);
  const lane = async (): Promise<void> => {
    for await (const item of shared) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function* each<Item>(items: Iterable<Item> | AsyncIterable<Item>): AsyncIterable<Item> {
  yield* items;
}
