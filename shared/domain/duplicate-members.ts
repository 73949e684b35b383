/**
 * The names that occur twice in one object of a JSON text, as dotted paths (array positions are left out).
 * `JSON.parse` keeps the last of two and another parser the first: what a proxy checked may not be what we store.
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
        path: pathOf(container, name),
        expectsName: true,
      });
      name = undefined;
    } else if (token === "}" || token === "]") {
      open.pop();
    } else if (token === ",") {
      if (container) container.expectsName = true;
    } else if (token !== ":" && container?.members && container.expectsName) {
      name = String(JSON.parse(token));
      if (container.members.has(name)) duplicates.push(pathOf(container, name).join("."));
      container.members.add(name);
      container.expectsName = false;
    }
  }
  return duplicates;
}

interface Container {
  /** Names seen so far; null for an array. */
  readonly members: Set<string> | null;
  readonly path: readonly string[];
  expectsName: boolean;
}

const pathOf = (container: Container | undefined, name: string | undefined): readonly string[] => [
  ...(container?.path ?? []),
  ...(container?.members && name !== undefined ? [name] : []),
];
