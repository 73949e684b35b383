import { hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { decodeUtf8 } from "../../shared/kernel/utf8.ts";
import { UsageError } from "../failure.ts";
import { refuseForeignBytes } from "./refuse-foreign-bytes.ts";

/** Longest line in bytes: some fifteen times the largest known credential. A longer line is not a row of keys. */
export const MAX_LINE = 1024 * 1024;

export interface Source {
  /**
   * The lines of the file from its beginning, in portions, without their line feeds. A line that is not UTF-8 is no
   * well-formed string.
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
  if (file !== null) await requireFile(file);
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

async function requireFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found === null) throw new UsageError("there is no such file");
  if (found.isDirectory()) throw new UsageError("the path is that of a directory: name a file in it");
  if (!found.isFile()) {
    throw new UsageError(
      "the path is not that of a file, which is read twice: pass - and give it to standard input",
    );
  }
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
  let rest: Buffer = Buffer.alloc(0);
  let lineEnd: string | undefined;
  for await (const bytes of stream) {
    if (lineEnd === undefined) {
      const text = new TextDecoder().decode(bytes, { stream: true });
      refuseForeignBytes(bytes, text);
      lineEnd = lineEndOf(text);
    }
    const known = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const end = known.lastIndexOf(lineEnd);
    rest = known.subarray(end + 1);
    if (rest.length > MAX_LINE) throw new UsageError(`the file has a line of more than ${MAX_LINE} bytes`);
    if (end >= 0) yield decodeLines(known.subarray(0, end), lineEnd);
  }
  if (rest.length > 0) yield decodeLines(rest, lineEnd ?? "\n");
}

/** Marks a line whose bytes are not UTF-8: no text in UTF-8 has half of a surrogate pair. */
const NO_UTF8 = "\uDC80";

function decodeLines(bytes: Buffer, lineEnd: string): string[] {
  const text = decodeUtf8(bytes);
  if (text !== null) return text.split(lineEnd);
  // A line feed is no part of another character: each line is decoded by itself.
  return bytes
    .toString("latin1")
    .split(lineEnd)
    .map((line) => {
      const raw = Buffer.from(line, "latin1");
      return decodeUtf8(raw) ?? raw.toString("utf8").replaceAll("\uFFFD", NO_UTF8);
    });
}

/** A lone CR where the first block has no line feed: so old Macs and some exports end lines. Else LF, or CR and LF. */
const lineEndOf = (text: string): string => (!text.includes("\n") && /\r./s.test(text) ? "\r" : "\n");
