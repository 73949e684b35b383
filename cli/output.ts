/** Prints a command's result on standard output: text for people, or with `--json` one JSON document. */
export function print(json: boolean, value: unknown, forPeople: () => string): void {
  process.stdout.write(`${json ? JSON.stringify(value, null, 2) : forPeople()}\n`);
}

/** Left-aligned columns under a heading. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** How to get the next page, where there is one. */
export const nextPage = ({ next_cursor }: { readonly next_cursor: string | null }): readonly string[] =>
  next_cursor === null ? [] : [`Next page: --cursor '${next_cursor}'`];

/** One `name  value` line per member that has a value; lists are joined. */
export function lines(record: Readonly<Record<string, unknown>>): string {
  const shown = Object.entries(record).filter(([, value]) => value !== null && value !== undefined);
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${name.padEnd(width)}  ${textOf(value)}`).join("\n");
}

const textOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(textOf).join(", ") || "(none)";
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
};
