/**
 * The names that occur twice in one object of a JSON text, as dotted paths without array positions.
 * `JSON.parse` keeps the last of two, other parsers the first: a proxy may have checked another value than we
 * store.
 * @param json a text that `JSON.parse` accepts.
 */
export function duplicateMembers(json: string): string[] {
  const duplicates: string[] = [];
  const open: Container[] = [];
  let name: string | undefined;
  const tokens = json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g);
  for (const [token] of tokens) {
    const container = open.at(-1);
    if (token === "{" || token === "[") {
      open.push({
        members: token === "{" ? new Set() : null,
        name: container?.members ? name : undefined,
        expectsName: true,
      });
      name = undefined;
    } else if (token === "}" || token === "]") {
      open.pop();
    } else if (token === ",") {
      if (container) container.expectsName = true;
    } else if (token !== ":" && container?.members && container.expectsName) {
      name = String(JSON.parse(token));
      if (container.members.has(name)) duplicates.push(pathOf(open, name));
      container.members.add(name);
      container.expectsName = false;
    }
  }
  return duplicates;
}

interface Container {
  /** The names seen so far; null for an array. */
  readonly members: Set<string> | null;
  /** Its own name in the surrounding object. */
  readonly name: string | undefined;
  expectsName: boolean;
}

/** Builds a path only when needed: a path per level would take memory quadratic in the text's depth. */
const pathOf = (open: readonly Container[], name: string): string =>
  [...open.map((container) => container.name), name].filter((part) => part !== undefined).join(".");
