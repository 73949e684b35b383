/** Yields the items in order, in chunks of the given size. The last chunk may be smaller. */
export function* inChunks<Item>(items: readonly Item[], size: number): Iterable<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
