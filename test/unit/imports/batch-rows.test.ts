import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batchRows } from "../../../shared/imports/batch-rows.ts";
import { MAX_PROBLEMS } from "../../../shared/kernel/first-problems.ts";
import { WIRE_NAMES } from "../../../shared/kernel/wire-names.ts";

const MESSAGE = { version: 2, type: "credential.import", import_id: "i", workspace_id: null };

describe("the rows of a message", () => {
  it("a message of any other version, or of another form, is its own row", () => {
    for (const value of [null, 7, "text", [], { version: 1, row: 1 }, { version: 3, rows: [{}] }]) {
      expect(batchRows(value)).toEqual([{ value, problems: [] }]);
    }
  });

  it("a row has what the message has, and the message's wrapped key where its seal has none", () => {
    const rows = [
      { row: 1, sealed_key: "h..i.c.t" },
      { row: 2, sealed_key: "h.own.i.c.t" },
    ];
    expect(batchRows({ ...MESSAGE, encrypted_key: "k$&", rows })).toEqual([
      { value: { ...MESSAGE, version: 1, row: 1, sealed_key: "h.k$&.i.c.t" }, problems: [] },
      { value: { ...MESSAGE, version: 1, row: 2, sealed_key: "h.own.i.c.t" }, problems: [] },
    ]);
  });

  it("a row cannot take the place of what the message says, and is told which member is there twice", () => {
    const [row] = batchRows({
      ...MESSAGE,
      secret: 1,
      rows: [{ row: 1, workspace_id: "w", secret: 2, version: 1 }],
    });
    expect(row?.value).toMatchObject({ workspace_id: null, version: 1, row: 1 });
    expect(row?.problems.map(({ path }) => path)).toEqual(["version", "workspace_id", "(unknown field)"]);
  });

  it("a row that repeats ever so many members of its message has twenty problems, and a note that there are more", () => {
    const names = Array.from({ length: 5_000 }, (_, n) => [`member ${n}`, 1]);
    const own = {
      ...Object.fromEntries(names),
      ...Object.fromEntries([...WIRE_NAMES].map((name) => [name, 1])),
    };
    const { rows: _, encrypted_key: __, ...shared } = own;
    const [row] = batchRows({ ...shared, version: 2, rows: [own] });
    expect(row?.problems).toHaveLength(MAX_PROBLEMS + 1);
  });

  it.each([[undefined], ["rows"], [[]], [Array(26).fill({})], [{ 0: {} }]])(
    "a list of rows that is none, or too long, is one problem: %o",
    (rows) => {
      expect(batchRows({ ...MESSAGE, rows })).toMatchObject([{ problems: [{ path: "rows" }] }]);
    },
  );

  it("a reading never throws, and gives a row for each that was sent", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 25 }), fc.jsonValue(), (rows, key) => {
        expect(batchRows({ ...MESSAGE, encrypted_key: key, rows })).toHaveLength(rows.length);
      }),
    );
  });
});
