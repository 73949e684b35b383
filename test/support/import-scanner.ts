/** One import of a file: what it names, and whether it is gone when types are stripped. */
export interface FoundImport {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

/** `import … from "x"`, `export … from "x"` and `import "x"`, over as many lines as it takes. */
const STATEMENT = /^[ \t]*(import|export)\b(?:([^;"'`]*?)\bfrom\b)?[ \t\n]*["']([^"'\n]+)["']/gm;
const CALL = /\b(?:import|require)\s*\(\s*(?:["'`]([^"'`\n]+)["'`])?/g;

/** All imports of code whose comments are gone, in the formatter's style. A computed one is named `(computed)`. */
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

/** The code without its comments. `//` counts as one at the start of a line or after a blank, not inside a URL. */
export const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
