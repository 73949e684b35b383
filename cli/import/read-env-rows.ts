import { providerSlugs } from "../../shared/providers/slug.ts";
import { UsageError } from "../failure.ts";
import { providerOfVariable } from "./env-names.ts";
import { type FileRow, malformed, NOT_UTF8, type ReadOptions } from "./file-row.ts";

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/;

/**
 * The rows of a `.env` file, in portions: each variable with the name of a provider's key is one, and its name is that of
 * the credential. Format: lines of `NAME=value`, `export` before it, quotes around the value, comments after `#`, as
 * https://github.com/motdotla/dotenv and the shells read them.
 * @throws UsageError for a file without variables.
 */
export async function* readEnvRows(
  portions: AsyncIterator<readonly string[]>,
  { ignore }: ReadOptions,
): AsyncGenerator<readonly FileRow[]> {
  const slugs = providerSlugs([]);
  let row = 0;
  let line = 0;
  for (;;) {
    const { value: lines, done } = await portions.next();
    if (done) break;
    const rows: FileRow[] = [];
    for (const text of lines) {
      line += 1;
      const bare = text.replace(/\r$/, "");
      if (/^\s*(?:#|$)/.test(bare)) continue;
      const [, name, value = ""] = ASSIGNMENT.exec(bare) ?? [];
      if (name !== undefined && ignore.includes(name)) continue;
      row += 1;
      rows.push(readVariable({ row, line, text: bare }, name, value, slugs));
    }
    if (rows.length > 0) yield rows;
  }
  if (row === 0) throw new UsageError("the file has no variables");
}

function readVariable(
  { row, line, text }: Pick<FileRow, "row" | "line" | "text">,
  name: string | undefined,
  value: string,
  slugs: ReadonlySet<string>,
): FileRow {
  if (name === undefined) return malformed(row, line, text, "is not NAME=value");
  if (!text.isWellFormed()) return malformed(row, line, text, NOT_UTF8);
  const provider = providerOfVariable(name, slugs);
  if (provider === undefined) return malformed(row, line, text, OTHER_VARIABLE);
  const key = unquoted(value);
  if (key === null) return malformed(row, line, text, "a quote is opened but never closed on its line");
  return { row, line, text, fields: { provider, key, name }, problems: [] };
}

const OTHER_VARIABLE =
  "the variable's name is of no provider's key, such as OPENAI_API_KEY: leave it out with --ignore <name>";

/** The value as a shell has it; null where its quote has no end. */
function unquoted(value: string): string | null {
  const [quote] = value;
  if (quote !== '"' && quote !== "'") return value.replace(/(?:^|\s+)#.*$/, "");
  const body = quote === '"' ? /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/ : /^'([^']*)'\s*(?:#.*)?$/;
  const [, inner] = body.exec(value) ?? [];
  if (inner === undefined) return null;
  return quote === '"'
    ? inner.replaceAll(/\\(.)/g, (_, next: string) => (next === "n" ? "\n" : next))
    : inner;
}
