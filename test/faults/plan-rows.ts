import type { PlanOptions } from "./plan-commands.ts";

/** One row of an import. */
export interface PlannedRow {
  readonly importId: string;
  readonly row: number;
  readonly workspace: number;
  /**
   * What is wrong with it, if anything. `replay`: the seal was made for another workspace, `sealedFor`, and is replayed
   * into this one. `raw`: the key stands where its seal should be.
   */
  readonly mistake: "replay" | "raw" | null;
  readonly sealedFor: number;
  readonly key: string;
  readonly name: string;
  /** Places of the row's copies among those of the rows that are sent with it. */
  readonly ranks: readonly number[];
}

/** The rows of one import, without end. */
export function* planRows({ name, random, workspaces, newKey }: PlanOptions): Generator<PlannedRow> {
  const importId = random.uuid();
  for (let row = 1; ; row += 1) {
    const workspace = random.below(workspaces);
    const draw = random.next();
    const mistake = draw < 0.06 ? "replay" : draw < 0.1 ? "raw" : null;
    const others = Array.from({ length: workspaces }, (_, other) => other).filter((id) => id !== workspace);
    const sealedFor = mistake === "replay" ? random.pick(others) : workspace;
    const ranks = Array.from({ length: 1 + random.below(3) }, () => random.next());
    const drawn = { key: newKey(), name: `row ${row} of ${name}`, ranks };
    yield { importId, row, workspace, mistake, sealedFor, ...drawn };
  }
}
