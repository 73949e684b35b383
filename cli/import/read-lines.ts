import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { UsageError } from "../failure.ts";

/** Longest line in characters: some fifteen times the largest known credential. A longer line is not a row of keys. */
export const MAX_LINE = 1024 * 1024;

export interface Source {
  /** The lines of the file from its beginning, in portions, without their line feeds. */
  lines(): AsyncGenerator<readonly string[]>;
  /** SHA-256 of the file in hex, after its lines were read to the end. */
  digest(): string;
  /** Null for standard input, which can be read only once. */
  readonly file: string | null;
}

/**
 * A file to import, or standard input for `-`. It is read as a stream: memory does not grow with its size.
 * @throws UsageError where there is no such file, its byte order mark says UTF-16, or a line is too long.
 */
export async function openSource(name: string): Promise<Source> {
  const file = name === "-" ? null : name;
  if (file !== null && !(await stat(file).catch(() => null))?.isFile()) {
    throw new UsageError(`there is no file ${file}`);
  }
  let hash = createHash("sha256");
  return {
    file,
    lines: () => {
      hash = createHash("sha256");
      return split(file === null ? process.stdin : createReadStream(file), (bytes) => hash.update(bytes));
    },
    digest: () => hash.copy().digest("hex"),
  };
}

async function* split(
  stream: AsyncIterable<Buffer>,
  onBytes: (bytes: Buffer) => void,
): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder("utf-8");
  let rest = "";
  let first = true;
  for await (const bytes of stream) {
    if (first) refuseUtf16(bytes);
    first = false;
    onBytes(bytes);
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MAX_LINE)
      throw new UsageError(`the file has a line of more than ${MAX_LINE} characters`);
    if (lines.length > 0) yield lines;
  }
  rest += decoder.decode();
  if (rest !== "") yield [rest];
}

function refuseUtf16([one, two]: Buffer): void {
  if ((one === 0xff && two === 0xfe) || (one === 0xfe && two === 0xff)) {
    throw new UsageError("the file is in UTF-16: save it as UTF-8");
  }
}
