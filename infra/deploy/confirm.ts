import { createInterface } from "node:readline/promises";

/** Asks at the terminal for the stack's name, as a consent to what the text says. */
export async function confirmByName(stack: string, text: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    console.error("Without a terminal, nobody can be asked: pass --yes.");
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${text} Type the stack's name to continue: `);
  terminal.close();
  return answer.trim() === stack;
}
