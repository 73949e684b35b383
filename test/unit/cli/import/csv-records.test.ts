import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CsvRecord, csvRecords, parseRecord } from "../../../../cli/import/csv-records.ts";

/** The lines of a text, in portions of so many. */
async function* portions(text: string, size: number): AsyncGenerator<readonly string[]> {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  for (let start = 0; start < lines.length; start += size) yield lines.slice(start, start + size);
}

async function read(text: string, size = 3): Promise<CsvRecord[]> {
  const records: CsvRecord[] = [];
  for await (const portion of csvRecords(portions(text, size))) records.push(...portion);
  return records;
}

const cellsOf = (records: readonly CsvRecord[]) =>
  records.map((record) => ("cells" in record ? record.cells : null));

const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

describe("cells that a spreadsheet writes", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", "Z", "7", ",", ";", '"', "\n", " ", "ä", "'", "{") });

  it("all cells are read as they were written, with either line end, in portions of any size", async () => {
    const records = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 });
    const end = fc.constantFrom("\n", "\r\n");
    await fc.assert(
      fc.asyncProperty(records, end, fc.integer({ min: 1, max: 9 }), async (written, lineEnd, size) => {
        const text = written.map((cells) => cells.map(quote).join(",") + lineEnd).join("");
        expect(cellsOf(await read(text, size))).toEqual(written);
      }),
    );
  });

  it("a file without quotes, where none are needed, and without a line end after the last record is read as it stands", async () => {
    expect(cellsOf(await read("a,b\n1,\n,2"))).toEqual([
      ["a", "b"],
      ["1", ""],
      ["", "2"],
    ]);
  });

  it("a blank line before the heading does not count as a record of one cell", async () => {
    expect(cellsOf(await read('\na,b\n"x\ny",z'))).toEqual([
      ["a", "b"],
      ["x\ny", "z"],
    ]);
  });

  it("the blank lines are left out, and each record is told by its line", async () => {
    expect(await read('a\n\n"x\ny"\nb\n')).toEqual([
      { line: 1, text: "a", cells: ["a"] },
      { line: 3, text: '"x\ny"', cells: ["x\ny"] },
      { line: 5, text: "b", cells: ["b"] },
    ]);
  });
});

describe("broken quotes", () => {
  const good = (n: number) => `openai,key-${n},`;
  const faulty = async (line: string) => {
    const text = ["provider,key,name", good(1), line, good(3), '"openai","key-4",""', good(5)].join("\n");
    const records = await read(text, 2);
    return records.map((record) => ("fault" in record ? record.line : record.cells[1]));
  };

  it.each(['openai,"key-2,never closed', 'openai,key"2,', 'openai,"key-2"x,', '"openai,key-2,'])(
    "a broken quote costs its own line and no other: %s",
    async (line) => {
      expect(await faulty(line)).toEqual(["key", "key-1", 3, "key-3", "key-4", "key-5"]);
    },
  );

  it("a broken quote that nothing after it closes costs its own line alone, over any length", async () => {
    const rest = Array.from({ length: 1_000 }, (_, n) => good(n));
    const records = await read(["a,b,c", 'x,"y,z', ...rest].join("\n"), 50);
    expect(records.filter((record) => "fault" in record).map(({ line }) => line)).toEqual([2]);
    expect(records).toHaveLength(1_002);
  });

  it("every line without a quote is read as it stands, in any file", async () => {
    const broken = fc.constantFrom('openai,"k,n', 'o"i,k,n', '"o"i",k,n');
    const line = fc.oneof(fc.integer({ min: 1, max: 99 }).map(good), broken);
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 30 }), async (lines) => {
        const records = await read(["provider,key,name", ...lines].join("\n"), 4);
        const whole = lines.filter((text) => !text.includes('"'));
        const found = cellsOf(records.slice(1)).filter(
          (cells) => cells?.join(",") && whole.includes(cells.join(",")),
        );
        expect(found).toHaveLength(whole.length);
      }),
    );
  });
});

it("a record ends where its quote ends", () => {
  expect(parseRecord('"a""b",c')).toEqual(['a"b', "c"]);
  expect(parseRecord('"a')).toBe("open");
  expect(parseRecord('a"')).toBe("stray");
  expect(parseRecord("")).toEqual([""]);
  expect(parseRecord('a;"b;c",d', ";")).toBe("stray");
  expect(parseRecord('a,b;"c;d";e', ";")).toEqual(["a,b", "c;d", "e"]);
});
