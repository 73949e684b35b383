import fc from "fast-check";
import { expect, it } from "vitest";
import { printable, printableLines } from "../../../cli/printable.ts";

it.each([
  ["events/2026/01.jsonl", "events/2026/01.jsonl"],
  ["a\u001b[2K\rb", "a\\u001b[2K\\u000db"],
  ["line\nbreak\0", "line\\u000abreak\\u0000"],
  ["\u202egnp.exe", "\\u202egnp.exe"],
  ["\u009b1A", "\\u009b1A"],
  ["\u001b]52;c;YQ==\u0007", "\\u001b]52;c;YQ==\\u0007"],
  ["zero\u200bwidth\u2060", "zero\\u200bwidth\\u2060"],
  ["a tag \u{e0041}", "a tag \\udb40\\udc41"],
  ["half \ud83d", "half \\ud83d"],
  ["filler \u3164", "filler \\u3164"],
])("%j is printed without what a terminal would obey", (text, expected) => {
  expect(printable(text)).toBe(expected);
});

it.each(["Zoë & Müller GmbH", "東京チーム", "команда", "فريق", "🚀 launch", "👩‍💻 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪"])(
  "a name of letters and emoji is printed as it is: %s",
  (name) => {
    expect(printable(name)).toBe(name);
  },
);

it("no text prints a control character, turns the line round or ends it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(printable(text)).not.toMatch(
        /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u,
      );
    }),
    { numRuns: 2_000 },
  );
});

it("a JSON document means the same after it was made printable", () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: "binary" }), (text) => {
      const pretty = JSON.stringify(JSON.parse(text), null, 2);
      expect(JSON.parse(printableLines(pretty))).toEqual(JSON.parse(text));
    }),
    { numRuns: 1_000 },
  );
});
