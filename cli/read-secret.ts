import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import password from "@inquirer/password";
import { Secret } from "../shared/kernel/secret.ts";
import { UsageError } from "./failure.ts";

/**
 * A raw key from a file, from standard input, or from a prompt without echo. Never from an argument: other users of the
 * machine see arguments in its process list, and the shell keeps them in its history. One line break at the end, which
 * editors and `echo` add, is not part of the key.
 * @throws UsageError for a file that cannot be read, and where there is nothing to read.
 */
export async function readSecret(file: string | undefined): Promise<Secret> {
  const content = await (file === undefined ? readInput() : readKeyFile(file));
  const secret = content.replace(/\r?\n$/, "");
  if (secret === "")
    throw new UsageError(`${file === undefined ? "standard input" : "the key file"} is empty`);
  return new Secret(secret);
}

const readInput = (): Promise<string> =>
  process.stdin.isTTY
    ? password({ message: "Key (not shown)" }, { output: process.stderr })
    : text(process.stdin);

const readKeyFile = (file: string): Promise<string> =>
  readFile(file, "utf8").catch(() => {
    throw new UsageError("cannot read the key file");
  });
