import type { KeySet } from "./key-set.ts";
import type { RowReport } from "./report.ts";
import { OUTCOME, type RowOutcomes } from "./row-outcomes.ts";
import type { ScanListener } from "./scan-file.ts";
import type { SendRows } from "./send-rows.ts";

interface Watch {
  readonly report: RowReport;
  readonly outcomes: RowOutcomes;
  readonly onDuplicate: SendRows["onDuplicate"];
  /** Whether to remember which rows have the keys of skipped ones. */
  readonly keepHolders: boolean;
}

/** Reports what is found in a file before its rows are sent, and gives a row its outcome where it will not be sent. */
export function watchRows({ report, outcomes, onDuplicate, keepHolders }: Watch): ScanListener {
  const onProblem: ScanListener["onProblem"] = (problem) => {
    if (outcomes.get(problem.row) === OUTCOME.invalid) return;
    outcomes.set(problem.row, OUTCOME.invalid);
    report.onProblem(problem);
  };
  return {
    onProblem,
    onDoubt: report.onDoubt,
    onDuplicate(duplicate) {
      const { row, line, same_as } = duplicate;
      if (onDuplicate === "fail") {
        onProblem({ row, line, problems: [{ path: "key", reason: `has the same key as row ${same_as}` }] });
        return;
      }
      report.onDuplicate(duplicate);
      if (onDuplicate === "create") return;
      outcomes.set(row, OUTCOME.skipped);
      if (keepHolders) outcomes.holders.set(row, same_as);
    },
  };
}

/** Admits the rows of a file that was looked through before. */
export const admitAll: SendRows["admit"] = () => true;

/** Looks at the rows of standard input, which can be read only once, as they are sent. */
export function admitUnseen(keys: KeySet, outcomes: RowOutcomes, listener: ScanListener): SendRows["admit"] {
  return ({ row, line }, { key, workspace_id, warnings }) => {
    if (warnings.length > 0) listener.onDoubt({ row, line, warnings });
    const same_as = keys.add(key, workspace_id, row);
    if (same_as !== null) listener.onDuplicate({ row, line, same_as });
    return outcomes.get(row) === OUTCOME.unsent;
  };
}
