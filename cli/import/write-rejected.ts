import type { OutputFile } from "./output-file.ts";
import { readFileRows } from "./read-file-rows.ts";
import { OUTCOME, type RowOutcomes } from "./row-outcomes.ts";
import type { ResultsPlan } from "./write-results.ts";

export interface RejectedPlan extends Pick<ResultsPlan, "source" | "read"> {
  readonly file: OutputFile;
  readonly outcomes: RowOutcomes;
}

/**
 * Writes the rows that were refused here or by the worker as they stand in the file, under its heading, so that they can
 * be put right and imported. They hold keys. Returns how many they are.
 */
export async function writeRejected({ file, source, read, outcomes }: RejectedPlan): Promise<number> {
  let count = 0;
  const isJson = read.format === "jsonl" || read.format === "json";
  const text = async function* () {
    let heading: string | undefined;
    const rows = readFileRows(source, read, (line) => {
      heading = line;
    });
    for await (const portion of rows) {
      const refused = portion.filter(({ row }) => {
        const outcome = outcomes.get(row);
        return outcome === OUTCOME.invalid || outcome === OUTCOME.rejected;
      });
      if (heading !== undefined) yield `${heading}\n`;
      heading = undefined;
      count += refused.length;
      yield refused.map((row) => `${isJson ? onOneLine(row.text) : row.text}\n`).join("");
    }
  };
  await file.write(text());
  return count;
}

/** JSON has no line break but between its parts. */
const onOneLine = (text: string): string => text.replaceAll(/\s*[\r\n]\s*/g, " ");
