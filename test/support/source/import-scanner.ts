/** One import of a file: the module that it names, and whether type stripping removes it. */
export interface FoundImport {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

/** Matches `import … from "x"`, `export … from "x"` and `import "x"`, over any number of lines. */
const STATEMENT = /^[ \t]*(import|export)\b(?:([^;"'`]*?)\bfrom\b)?[ \t\n]*["']([^"'\n]+)["']/gm;
const CALL = /\b(?:import|require)\s*\(\s*(?:["'`]([^"'`\n]+)["'`])?/g;

/** All imports of formatted code without comments. A computed import is named `(computed)`. */
export function importsIn(code: string): FoundImport[] {
  const statements = [...code.matchAll(STATEMENT)].map(([, , clause = "", specifier = ""]) => ({
    specifier,
    typeOnly: /^\s*type\b/.test(clause),
  }));
  const calls = [...code.matchAll(CALL)].map(([, specifier = "(computed)"]) => ({
    specifier,
    typeOnly: false,
  }));
  return [...statements, ...calls];
}

/** The code without comments. `//` starts one at the start of a line or after a blank, not in a URL. */
export const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
