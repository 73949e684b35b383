import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeUtf8, isLongerThan, requireUtf8 } from "../../../shared/kernel/utf8.ts";

it("a text that is decoded has the same bytes, and other bytes have no text", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = decodeUtf8(bytes);
      if (text === null) expect(Buffer.from(bytes).toString("utf8")).toContain("\uFFFD");
      else expect(Buffer.from(text)).toEqual(Buffer.from(bytes));
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  undefined,
  "application/json",
  "application/json; charset=utf-8",
  'a/b;charset="UTF-8"',
  "a/b; charset=utf8",
])("the content type %s says UTF-8 or nothing", (type) => {
  expect(() => requireUtf8(type)).not.toThrow();
});

it.each([
  "a/b; charset=iso-8859-1",
  "a/b;charset=utf-16",
  "a/b; x=1; CHARSET = 'utf-8'",
  "a/b; charset=",
  "a/b; charset=utf-8; charset=latin1",
])("the content type %s says another character set and is refused", (type) => {
  expect(() => requireUtf8(type)).toThrow(expect.objectContaining({ kind: "unsupported_media_type" }));
});

it("a text is longer than a limit where it has more bytes of UTF-8, however they are counted", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 30 }), fc.nat(100), (text, limit) => {
      expect(isLongerThan(text, limit)).toBe(Buffer.byteLength(text) > limit);
    }),
    { numRuns: 2_000 },
  );
});
