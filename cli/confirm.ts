import { createInterface } from "node:readline/promises";
import { NotConfirmedError } from "./failure.ts";
import { printable } from "./printable.ts";

/** Whether somebody can be asked. */
export const hasTerminal = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/**
 * Asks on the terminal, and goes on only after `y` or `yes`.
 * @param question may have texts of others in it.
 * @throws NotConfirmedError for any other answer.
 */
export async function confirm(question: string, otherwise: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const left = new AbortController();
  terminal.once("SIGINT", () => left.abort());
  terminal.once("close", () => left.abort());
  const answer = await terminal.question(`${printable(question)} [y/N] `, left).catch(() => "");
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new NotConfirmedError(otherwise);
}
