import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batchRows } from "../../../shared/imports/batch-rows.ts";
import { importBatchSchema } from "../../../shared/imports/import-batch.ts";
import {
  type ImportMessage,
  importMessageSchema,
  MAX_ROWS_TOGETHER,
} from "../../../shared/imports/import-message.ts";
import { packRows } from "../../../shared/imports/pack-rows.ts";
import { sqsMessageBody } from "../../../shared/kernel/sqs-message-body.ts";
import { OTHER_WORKSPACE, WORKSPACE } from "../../support/data/fixtures.ts";

const IMPORT = "e0000000-0000-4000-8000-000000000001";
const TIMES = ["2026-01-01T00:00:00.000Z", "2026-01-01T00:00:01.000Z"];

const row = fc.record(
  {
    workspace_id: fc.constantFrom(WORKSPACE, OTHER_WORKSPACE, null),
    provider: fc.constantFrom("openai", "anthropic"),
    sealed_key: fc
      .tuple(fc.constantFrom("h", "g"), fc.constantFrom("k", "l"), fc.constantFrom("c", "d".repeat(60_000)))
      .map(([header, key, text]) => `${header}.${key}.i.${text}.t`),
    total_rows: fc.constantFrom(7, 8),
    settings: fc.constantFrom({}, { name: "a.k.b" }),
    on_duplicate: fc.constantFrom("skip" as const, "fail" as const),
    accepts: fc.constant<NonNullable<ImportMessage["accepts"]>>(["masked"]),
    requested_at: fc.constantFrom(...TIMES),
    sent_by: fc.constantFrom("one", "two"),
  },
  { requiredKeys: ["workspace_id", "provider", "sealed_key", "requested_at"] },
);
const rows = fc.array(row, { maxLength: 80 }).map((list) =>
  list.map(
    (each, index): ImportMessage => ({
      version: 1,
      type: "credential.import",
      import_id: IMPORT,
      row: index + 1,
      ...each,
    }),
  ),
);

const overTheQueue = (message: object): unknown => JSON.parse(JSON.stringify(message));
const byRow = (a: ImportMessage, b: ImportMessage) => a.row - b.row;

/** The first rows of an import into one workspace. */
const rowsOf = (
  length: number,
  restOf: (index: number) => Pick<ImportMessage, "sealed_key" | "settings">,
): ImportMessage[] =>
  Array.from({ length }, (_, index) => ({
    version: 1,
    type: "credential.import",
    import_id: IMPORT,
    row: index + 1,
    workspace_id: WORKSPACE,
    provider: "openai",
    requested_at: TIMES[0] ?? "",
    ...restOf(index),
  }));

describe("rows that share messages", () => {
  it("every row arrives as the message of version 1 that it was, whatever it shares", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const packed = packRows(list);
        const arrived = packed.flatMap((message) => batchRows(overTheQueue(message)));
        expect(arrived.flatMap(({ problems }) => problems)).toEqual([]);
        const messages = arrived.map(({ value }) => importMessageSchema.parse(value));
        expect(messages.sort(byRow)).toEqual(list);
        for (const message of packed) {
          if (message.version === 2) importBatchSchema.parse(overTheQueue(message));
          expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(262_144);
        }
      }),
    );
  });

  it("a hundred rows of one workspace and one session are four messages, each with the wrapped key once", () => {
    const list = rowsOf(100, (index) => ({ sealed_key: `h.${"k".repeat(683)}.i.c${index}.t` }));
    const packed = packRows(list);
    expect(packed.map((message) => ("rows" in message ? message.rows.length : 1))).toEqual(
      Array(4).fill(MAX_ROWS_TOGETHER),
    );
    for (const message of packed) expect(JSON.stringify(message).split("k".repeat(683))).toHaveLength(2);
  });

  it("a message of rows with long settings fits the queue, whatever characters they have", () => {
    const allowed_models = Array.from({ length: 40 }, () => "\uFFFF".repeat(100));
    const list = rowsOf(25, () => ({ sealed_key: "h.k.i.c.t", settings: { allowed_models } }));
    for (const message of packRows(list)) {
      expect(Buffer.byteLength(sqsMessageBody(message))).toBeLessThan(262_144);
    }
  });
});
