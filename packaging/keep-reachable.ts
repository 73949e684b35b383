import { globSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

/** `from "./x.js"`, `import "./x.js"`, `import("./x.js")`: what tsc writes for an import of a file of the project. */
const IMPORT = /\b(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g;

/** Where a declaration file is, for the module that it declares. */
const declarationOf = (path: string): string => path.replace(/\.[jt]s$/, ".d.ts");

/**
 * Deletes the files of a build folder that no entry point reaches: tsc compiles what only types come from, and declares
 * what nobody can import.
 * @param directory the build folder.
 * @param modules the entry points among the modules, and `declarations` among their types, relative to the folder.
 */
export function keepReachable(
  directory: string,
  modules: readonly string[],
  declarations: readonly string[],
): void {
  const kept = new Set([
    ...reach(directory, modules, (path) => path),
    ...reach(directory, declarations, declarationOf),
  ]);
  for (const file of globSync("**/*.{js,js.map,d.ts}", { cwd: directory })) {
    if (!kept.has(file.replace(/\.map$/, ""))) rmSync(join(directory, file));
  }
}

function reach(directory: string, entries: readonly string[], resolve: (path: string) => string): string[] {
  const found = new Set<string>();
  const open = [...entries];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    for (const [, target = ""] of readFileSync(join(directory, file), "utf8").matchAll(IMPORT)) {
      open.push(resolve(join(dirname(file), target)));
    }
  }
  return [...found];
}
