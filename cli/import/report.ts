import type { OnDuplicate } from "../../shared/imports/import-message.ts";
import type { KeyWarning } from "../../shared/providers/key-inspection.ts";
import type { DuplicateRow, RowDoubt, RowProblem } from "./scan-file.ts";

/** How many problems and duplicates `--json` lists. The counts beside them are complete, and so is `--result`. */
const MAX_LISTED = 1_000;

/** How many doubts people get to read: often, every row of a file has the same one. */
const MAX_SHOWN = 100;
const FURTHER = "Further warnings are only counted here; --result lists all of them.";

export interface RowReport {
  readonly onProblem: (problem: RowProblem) => void;
  readonly onDuplicate: (duplicate: DuplicateRow) => void;
  readonly onDoubt: (doubt: RowDoubt) => void;
  /** For `--json`. */
  readonly listed: () => {
    readonly problems: readonly RowProblem[];
    readonly duplicates: readonly DuplicateRow[];
    readonly warnings: readonly RowDoubt[];
  };
  readonly invalid: () => number;
  readonly doubtful: () => number;
}

/**
 * Reports each row that will not be sent, each doubt about a key, and each key that occurs twice: at once for people, so that nothing piles up
 * in memory, and in the result for `--json`. Names rows and fields, never their values.
 */
export function rowReport(
  json: boolean,
  onDuplicateRow: OnDuplicate,
  write: (line: string) => void,
): RowReport {
  const ofDuplicates = onDuplicateRow === "create" ? "note" : "skipped";
  const problems: RowProblem[] = [];
  const duplicates: DuplicateRow[] = [];
  const doubts: RowDoubt[] = [];
  let invalid = 0;
  let doubtful = 0;
  return {
    onProblem(problem) {
      invalid += 1;
      if (!json) write(problemLine(problem));
      else if (problems.length < MAX_LISTED) problems.push(problem);
    },
    onDuplicate(duplicate) {
      const { row, line, same_as } = duplicate;
      if (!json) write(`row ${row} (line ${line}): ${ofDuplicates}: has the same key as row ${same_as}`);
      else if (duplicates.length < MAX_LISTED) duplicates.push(duplicate);
    },
    onDoubt(doubt) {
      doubtful += 1;
      const { row, line, warnings } = doubt;
      if (json) {
        if (doubts.length < MAX_LISTED) doubts.push(doubt);
      } else if (doubtful <= MAX_SHOWN)
        write(`row ${row} (line ${line}): warning: key: ${sentencesOf(warnings)}`);
      else if (doubtful === MAX_SHOWN + 1) write(FURTHER);
    },
    listed: () => ({ problems, duplicates, warnings: doubts }),
    invalid: () => invalid,
    doubtful: () => doubtful,
  };
}

export const problemLine = ({ row, line, problems }: RowProblem): string =>
  `row ${row} (line ${line}): ${reasonOf(problems)}`;

/** `provider: is not a known provider slug; key: The key is empty.` */
export const reasonOf = (problems: RowProblem["problems"]): string =>
  problems.map(({ path, reason }) => (path === "" ? reason : `${path}: ${reason}`)).join("; ");

export const sentencesOf = (warnings: readonly KeyWarning[]): string =>
  warnings.map(({ message }) => message).join(" ");
