import type { PlanOptions } from "./plan-commands.ts";
import { shuffledBy } from "./random.ts";

/** One row of an import. */
export interface PlannedRow {
  readonly importId: string;
  readonly row: number;
  readonly workspace: number;
  /**
   * The row's mistake, if any. `replay`: the seal was made for another workspace, `sealedFor`. `raw`: the key
   * is in the place of its seal.
   */
  readonly mistake: "replay" | "raw" | null;
  readonly sealedFor: number;
  readonly key: string;
  readonly name: string;
  /** The positions of the row's copies among the rows that are sent together. */
  readonly ranks: readonly number[];
}

/** Every ten rows have both mistakes, so that a short run has them too. */
const MISTAKES: readonly PlannedRow["mistake"][] = ["replay", "raw", ...Array(8).fill(null)];

/** Endlessly plans the rows of one import. */
export function* planRows({ name, random, workspaces, newKey }: PlanOptions): Generator<PlannedRow> {
  const importId = random.uuid();
  const mistakes: PlannedRow["mistake"][] = [];
  for (let row = 1; ; row += 1) {
    const workspace = random.below(workspaces);
    if (mistakes.length === 0) mistakes.push(...shuffledBy(random, MISTAKES));
    const mistake = mistakes.pop() ?? null;
    const others = Array.from({ length: workspaces }, (_, other) => other).filter((id) => id !== workspace);
    const sealedFor = mistake === "replay" ? random.pick(others) : workspace;
    const ranks = Array.from({ length: 1 + random.below(3) }, () => random.next());
    const drawn = { key: newKey(), name: `row ${row} of ${name}`, ranks };
    yield { importId, row, workspace, mistake, sealedFor, ...drawn };
  }
}
