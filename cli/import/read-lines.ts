import { hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { UsageError } from "../failure.ts";

/** Longest line in characters: some fifteen times the largest known credential. A longer line is not a row of keys. */
export const MAX_LINE = 1024 * 1024;

export interface Source {
  /**
   * The lines of the file from its beginning, in portions, without their line feeds.
   * @throws KeyferryError `conflict` where the file is not what it was when it was first read to its end: before it gives
   *   a line that was not there.
   */
  lines(): AsyncGenerator<readonly string[]>;
  /** A digest of the file in hex, after its lines were read to the end. */
  digest(): string;
  /** Null for standard input, which can be read only once. */
  readonly file: string | null;
}

/** In bytes. What is read again is compared in such blocks. */
const BLOCK = 64 * 1024;

/**
 * A file to import, or standard input for `-`. It is read as a stream: memory does not grow with its size, but for 32
 * bytes a block.
 * @throws UsageError where there is no such file, its byte order mark says UTF-16, or a line is too long.
 */
export async function openSource(name: string): Promise<Source> {
  const file = name === "-" ? null : name;
  if (file !== null && !(await stat(file).catch(() => null))?.isFile()) {
    throw new UsageError("there is no such file");
  }
  /** The digests of the blocks, one behind the other, once all of them were read. */
  let known: Buffer | undefined;

  async function* unchanged(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const digests: Buffer[] = [];
    for await (const block of blocksOf(stream)) {
      const digest = hash("sha256", block, "buffer");
      const at = digests.length * digest.length;
      if (known?.subarray(at, at + digest.length).equals(digest) === false) throw changed(name);
      digests.push(digest);
      yield block;
    }
    const all = Buffer.concat(digests);
    if (known !== undefined && known.length !== all.length) throw changed(name);
    known = all;
  }

  return {
    file,
    lines: () =>
      split(file === null ? process.stdin : unchanged(createReadStream(file, { highWaterMark: BLOCK }))),
    digest: () => hash("sha256", known ?? Buffer.alloc(0), "hex"),
  };
}

const changed = (name: string): KeyferryError =>
  new KeyferryError(
    "conflict",
    `${name} has changed since it was first read, so the rest of it was not sent; a changed file is another import`,
  );

/** The same bytes in blocks of one size, but for the last, however the stream comes. */
async function* blocksOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const bytes of stream) {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    let at = 0;
    while (rest.length - at >= BLOCK) {
      yield rest.subarray(at, at + BLOCK);
      at += BLOCK;
    }
    rest = rest.subarray(at);
  }
  if (rest.length > 0) yield rest;
}

async function* split(stream: AsyncIterable<Buffer>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder("utf-8");
  let rest = "";
  let first = true;
  for await (const bytes of stream) {
    if (first) refuseUtf16(bytes);
    first = false;
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
