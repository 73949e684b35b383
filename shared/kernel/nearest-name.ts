/** The longest text that is compared with known names, in characters: no known name is half as long. */
const LONGEST = 60;

/**
 * The known name that a caller most likely meant by another: the same name in another spelling, or with one
 * or two letters wrong. The answer is always one of `known`, and never any part of `given`.
 */
export function nearestName(given: string, known: Iterable<string>): string | undefined {
  if (given.length > LONGEST) return undefined;
  const wanted = toSnakeCase(given);
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of known) {
    const distance = editDistance(wanted, toSnakeCase(name));
    if (distance < least && distance <= mistakesIn(name)) {
      nearest = name;
      least = distance;
    }
  }
  return nearest;
}

/** A `; did you mean …?` for names that are not known, or nothing. It asks for three names at most. */
export function didYouMean(given: readonly string[], known: Iterable<string>): string {
  const names = [...known];
  const nearest = given.slice(0, MOST_COMPARED).map((name) => nearestName(name, names));
  const meant = [...new Set(nearest.filter((name) => name !== undefined))].slice(0, 3);
  return meant.length === 0 ? "" : `; did you mean ${meant.join(", ")}?`;
}

/** The most unknown names of one object that are compared with known ones. */
const MOST_COMPARED = 20;

/** One letter in three may be wrong, and two in all. */
const mistakesIn = (name: string): number => Math.min(2, Math.floor(name.length / 3));

/** Users of generated SDKs send `isFallback`, and headings of spreadsheets say `Is fallback`. */
const toSnakeCase = (name: string): string =>
  name
    .trim()
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll(/[\s-]/g, "_")
    .toLowerCase();

/** The fewest letters to replace, add, leave out or swap with their neighbour. */
function editDistance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let previous = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwap = row > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + (isSame ? 0 : 1),
          isSwap && column > 1 ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = previous;
    previous = current;
  }
  return previous[other.length] ?? Number.POSITIVE_INFINITY;
}
