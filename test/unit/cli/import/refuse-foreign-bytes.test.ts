import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { refuseForeignBytes } from "../../../../cli/import/refuse-foreign-bytes.ts";

const CSV = "provider,key,name\nopenai,k,Team A\n";
const check = (bytes: Buffer) => () => refuseForeignBytes(bytes, new TextDecoder().decode(bytes));
const bytesOf = (hex: string) => Buffer.concat([Buffer.from(hex, "hex"), randomBytes(200)]);

describe("a file that is no text in UTF-8", () => {
  it.each([
    ["UTF-16 with its mark", Buffer.from(`\uFEFF${CSV}`, "utf16le"), /is in UTF-16: save it as UTF-8/],
    ["UTF-16 without its mark", Buffer.from(CSV, "utf16le"), /is in UTF-16/],
    ["UTF-16, big end first", Buffer.from(`\uFEFF${CSV}`, "utf16le").swap16(), /is in UTF-16/],
    ["UTF-32", bytesOf("fffe0000"), /is in UTF-32/],
    ["a workbook", bytesOf("504b0304"), /export its sheet as CSV/],
    ["an old workbook", bytesOf("d0cf11e0a1b11ae1"), /export its sheet as CSV/],
    ["a compressed file", bytesOf("1f8b08"), /is compressed/],
    ["a PDF", Buffer.from("%PDF-1.7 and so on"), /is a PDF/],
    ["random bytes", bytesOf("8899"), /is not text in UTF-8/],
  ])("%s is refused as what it is", (_, bytes, message) => {
    expect(check(bytes)).toThrow(message);
  });

  it.each([
    ["plain text", Buffer.from(CSV)],
    ["a byte order mark", Buffer.from(`\uFEFF${CSV}`)],
    ["other scripts", Buffer.from("provider,key,name\nopenai,k,ключ 鍵\n")],
    [
      "one cell in Latin-1, which costs its row alone",
      Buffer.from("provider,key,name\nopenai,k,Zoë and others\n", "latin1"),
    ],
    ["one NUL, which costs its row alone", Buffer.from("provider,key,name\nopenai,k,a\0b and others\n")],
    ["nothing", Buffer.alloc(0)],
  ])("A file with %s is read", (_, bytes) => {
    expect(check(bytes)).not.toThrow();
  });
});
