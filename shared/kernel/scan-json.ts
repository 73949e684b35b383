import { MAX_PROBLEMS } from "./first-problems.ts";

/** The deepest nesting that a document may have. The deepest contract, that of webhooks, needs three levels. */
export const MAX_DEPTH = 20;

/** What `JSON.parse` hides of a text. */
interface JsonScan {
  /** Whether the text nests deeper than {@link MAX_DEPTH}. Then nothing else is known of it. */
  readonly tooDeep: boolean;
  /**
   * The members that one object has twice, as paths without array positions: at most one more than a report
   * lists. The names are the caller's text, so they may only be compared with known ones.
   */
  readonly repeated: readonly (readonly string[])[];
}

/**
 * Scans a JSON text once, in time and memory linear in its length. `JSON.parse` keeps the last of two members
 * with one name, other parsers the first: a proxy may have checked another value than we store.
 * @param json a text that `JSON.parse` accepts.
 */
export function scanJson(json: string): JsonScan {
  const repeated: string[][] = [];
  const open: Container[] = [];
  let name: string | undefined;
  for (let at = 0; at < json.length && repeated.length <= MAX_PROBLEMS; at += 1) {
    const container = open.at(-1);
    switch (json.charCodeAt(at)) {
      case OPEN_OBJECT:
      case OPEN_ARRAY: {
        if (open.length === MAX_DEPTH) return { tooDeep: true, repeated: [] };
        const members = json.charCodeAt(at) === OPEN_OBJECT ? new Set<string>() : null;
        open.push({ members, name: container?.members ? name : undefined, expectsName: true });
        break;
      }
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        open.pop();
        break;
      case COMMA:
        if (container) container.expectsName = true;
        break;
      case QUOTE: {
        const end = endOfString(json, at);
        if (container?.members && container.expectsName) {
          name = textOf(json.slice(at, end + 1));
          if (container.members.has(name)) repeated.push(pathOf(open, name));
          container.members.add(name);
          container.expectsName = false;
        }
        at = end;
      }
    }
  }
  return { tooDeep: false, repeated };
}

const [QUOTE, COMMA, OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [
  0x22, 0x2c, 0x7b, 0x7d, 0x5b, 0x5d,
];
const BACKSLASH = 0x5c;

interface Container {
  /** The names seen so far; null for an array. */
  readonly members: Set<string> | null;
  /** Its own name in the surrounding object. */
  readonly name: string | undefined;
  expectsName: boolean;
}

/** The position of the quote that ends the string: the first one behind an even number of backslashes. */
function endOfString(json: string, start: number): number {
  for (let at = json.indexOf('"', start + 1); at !== -1; at = json.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (json.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at;
  }
  return json.length;
}

/** Two spellings of one name are one name. */
const textOf = (token: string): string =>
  token.includes("\\") ? String(JSON.parse(token)) : token.slice(1, -1);

const pathOf = (open: readonly Container[], name: string): string[] =>
  [...open.map((container) => container.name), name].filter((part) => part !== undefined);
