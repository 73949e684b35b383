import type { PlanOptions } from "./plan-commands.ts";

/** One row of an import. */
export interface PlannedRow {
  readonly importId: string;
  readonly row: number;
  readonly workspace: number;
  /** The workspace that the key is sealed for: another one where a seal is replayed into a tenant that it is not for. */
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
    const isReplay = workspaces > 1 && random.chance(0.06);
    const sealedFor = isReplay ? (workspace + 1 + random.below(workspaces - 1)) % workspaces : workspace;
    const ranks = Array.from({ length: 1 + random.below(3) }, () => random.next());
    yield { importId, row, workspace, sealedFor, key: newKey(), name: `row ${row} of ${name}`, ranks };
  }
}
