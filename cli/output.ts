import { EXIT } from "./exit-codes.ts";
import { printable, printableLines } from "./printable.ts";

/*
 * What the command writes on a terminal. Names, labels and messages are texts of others: all of it passes through here,
 * where it loses what a terminal would obey.
 */

/** Writes lines on standard output. */
export const say = (text: string): void => void process.stdout.write(`${printableLines(text)}\n`);

/** Writes lines on standard error. */
export const note = (text: string): void => void process.stderr.write(`${printableLines(text)}\n`);

/** Writes a text as it is, into a pipe or a file. On a terminal, `say` is the one to use. */
export const pass = (text: string): void => void process.stdout.write(text);

/** Prints a command's result on standard output: text for people, or with `--json` one JSON document. */
export const print = (json: boolean, value: unknown, forPeople: () => string): void =>
  say(json ? JSON.stringify(value, null, 2) : forPeople());

const closed = new AbortController();

/** Aborted when nobody reads standard output any more. */
export const outputClosed: AbortSignal = closed.signal;

/**
 * Lets the reader of a pipe leave early, as in `keyferry list | head -1`: the command completes what it does, and keeps
 * its exit code. A command without an end of its own watches {@link outputClosed}.
 *
 * A result that could not be written otherwise, as on a full disk, is a failure, whatever the command has done.
 */
export function tolerateClosedPipes(): void {
  process.stderr.on("error", () => {});
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
    if (closed.signal.aborted) return;
    closed.abort();
    if (code === "EPIPE") return;
    note(
      `keyferry: standard output cannot be written (${code}): the result is lost, and what was done stands`,
    );
    process.once("exit", () => {
      process.exitCode = EXIT.internal;
    });
  });
}

/** Left-aligned columns under a heading. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heading, ...rows.map((row) => row.map(printable))];
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
  return shown.map(([name, value]) => `${name.padEnd(width)}  ${printable(textOf(value))}`).join("\n");
}

/** `1 object`, `2 objects`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

const textOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(textOf).join(", ") || "(none)";
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
};
