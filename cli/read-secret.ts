import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { Secret } from "../shared/kernel/secret.ts";
import { decodeUtf8, withoutByteOrderMark } from "../shared/kernel/utf8.ts";
import { UsageError } from "./failure.ts";
import { refuseUtf16 } from "./import/refuse-foreign-bytes.ts";

/**
 * A raw key from a file, from standard input, or from a prompt without echo. Never from an argument: other users of the
 * machine see arguments in its process list, and the shell keeps them in its history. One line break at the end, which
 * editors and `echo` add, is not part of the key, nor is a byte order mark at the beginning.
 * @throws UsageError for a file that cannot be read, for bytes that are not UTF-8 and would become another key, and where
 *   there is nothing to read.
 */
export async function readSecret(file: string | undefined): Promise<Secret> {
  const source = file === undefined ? "standard input" : "the key file";
  const content = await (file === undefined ? readInput() : readKeyFile(file));
  const text = typeof content === "string" ? content : decodeKey(content, source);
  const secret = withoutByteOrderMark(text).replace(/\r?\n$/, "");
  if (secret === "") throw new UsageError(`${source} is empty`);
  return new Secret(secret);
}

function decodeKey(bytes: Buffer, source: string): string {
  refuseUtf16(bytes, source);
  const text = decodeUtf8(bytes);
  if (text === null) throw new UsageError(`${source} is not UTF-8: nothing was sent`);
  return text;
}

async function readInput(): Promise<string | Buffer> {
  if (!process.stdin.isTTY) return buffer(process.stdin);
  const { default: password } = await import("@inquirer/password");
  return password({ message: "Key (not shown)" }, { output: process.stderr });
}

const readKeyFile = (file: string): Promise<Buffer> =>
  readFile(file).catch(() => {
    throw new UsageError("cannot read the key file");
  });
