import { UsageError } from "../failure.ts";

const inUtf = (bits: number): string => `is in UTF-${bits}: save it as UTF-8 (in Excel: "CSV UTF-8")`;

type Beginnings = readonly (readonly [hex: string, what: string])[];

const MARKS: Beginnings = [
  ["fffe0000", inUtf(32)],
  ["0000feff", inUtf(32)],
  ["fffe", inUtf(16)],
  ["feff", inUtf(16)],
];

/** How the files begin that people take for a CSV file. */
const OTHER_FILES: Beginnings = [
  ["504b0304", "is a workbook or an archive (.xlsx, .ods, .zip): export its sheet as CSV, in UTF-8"],
  ["d0cf11e0", "is an Excel workbook (.xls): export its sheet as CSV, in UTF-8"],
  ["1f8b", "is compressed (gzip): unpack it first"],
  ["25504446", "is a PDF: keys are imported from CSV or JSON"],
];

/** The share of characters that no text has, above which a file is none. */
const MOST_FOREIGN = 0.1;
/** Latin letters in UTF-16 have a zero in every second byte. */
const MOST_ZEROS = 0.3;

/**
 * Refuses a file that is no text in UTF-8, with what it is.
 * @param bytes its first block.
 * @param text the same block, decoded.
 */
export function refuseForeignBytes(bytes: Buffer, text: string): void {
  const what = whatBegins(bytes, OTHER_FILES);
  if (what !== undefined) throw new UsageError(`the file ${what}`);
  refuseUtf16(bytes, "the file");
  if (countOf(text, /[\uFFFD\p{Cc}]/gu) - countOf(text, /[\t\r\n]/g) > text.length * MOST_FOREIGN) {
    throw new UsageError("the file is not text in UTF-8: keys are imported from CSV, JSON or .env files");
  }
}

/** @throws UsageError that names UTF-16 or UTF-32, for bytes in it with or without a byte order mark. */
export function refuseUtf16(bytes: Buffer, source: string): void {
  const what = whatBegins(bytes, MARKS);
  if (what !== undefined) throw new UsageError(`${source} ${what}`);
  const zeros = bytes.filter((byte) => byte === 0).length;
  if (zeros > bytes.length * MOST_ZEROS) throw new UsageError(`${source} ${inUtf(16)}`);
}

function whatBegins(bytes: Buffer, beginnings: Beginnings): string | undefined {
  const beginning = bytes.subarray(0, 4).toString("hex");
  return beginnings.find(([hex]) => beginning.startsWith(hex))?.[1];
}

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
