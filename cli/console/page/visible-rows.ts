/* Which rows of a long list are on the screen, and which parts of the list have them. */

export interface Range {
  readonly first: number;
  /** Behind the last. */
  readonly end: number;
}

interface Screen {
  /** In pixels, as everything here but `total` and `spare`. */
  readonly top: number;
  readonly height: number;
  readonly rowHeight: number;
  /** All rows of the list. */
  readonly total: number;
  /** Rows that are drawn above and below what is seen, so that nothing is white while it moves. */
  readonly spare: number;
}

/** The rows to draw. */
export function visibleRows({ top, height, rowHeight, total, spare }: Screen): Range {
  const first = Math.max(0, Math.floor(top / rowHeight) - spare);
  const end = Math.min(total, Math.ceil((top + height) / rowHeight) + spare);
  return { first: Math.min(first, end), end: Math.max(0, end) };
}

/** The parts of `size` rows that a range touches, by number. */
export function partsOf({ first, end }: Range, size: number): readonly number[] {
  if (end <= first) return [];
  const from = Math.floor(first / size);
  return Array.from({ length: Math.floor((end - 1) / size) - from + 1 }, (_, at) => from + at);
}

/** How far to scroll so that a row is seen as a whole: not at all where it is. */
export function topFor(row: number, { top, height, rowHeight }: Omit<Screen, "total" | "spare">): number {
  const start = row * rowHeight;
  if (start < top) return start;
  return Math.max(top, start + rowHeight - height);
}
