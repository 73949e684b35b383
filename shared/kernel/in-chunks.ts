/** The items in their order, so many at a time; fewer in the last chunk. */
export function* inChunks<Item>(items: readonly Item[], size: number): Iterable<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
