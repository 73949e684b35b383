import type { DuplicateRow, RowProblem } from "./scan-file.ts";

/** How many problems and duplicates `--json` lists. The counts beside them are complete, and so is `--result`. */
const MAX_LISTED = 1_000;

export interface RowReport {
  readonly onProblem: (problem: RowProblem) => void;
  readonly onDuplicate: (duplicate: DuplicateRow) => void;
  /** For `--json`. */
  readonly listed: () => {
    readonly problems: readonly RowProblem[];
    readonly duplicates: readonly DuplicateRow[];
  };
  readonly invalid: () => number;
}

/**
 * Reports each row that will not be sent, and each key that occurs twice: at once for people, so that nothing piles up
 * in memory, and in the result for `--json`. Names rows and fields, never their values.
 */
export function rowReport(json: boolean, write: (line: string) => void): RowReport {
  const problems: RowProblem[] = [];
  const duplicates: DuplicateRow[] = [];
  let invalid = 0;
  return {
    onProblem(problem) {
      invalid += 1;
      if (!json) write(problemLine(problem));
      else if (problems.length < MAX_LISTED) problems.push(problem);
    },
    onDuplicate(duplicate) {
      const { row, line, same_as } = duplicate;
      if (!json) write(`row ${row} (line ${line}): note: has the same key as row ${same_as}`);
      else if (duplicates.length < MAX_LISTED) duplicates.push(duplicate);
    },
    listed: () => ({ problems, duplicates }),
    invalid: () => invalid,
  };
}

export const problemLine = ({ row, line, problems }: RowProblem): string =>
  `row ${row} (line ${line}): ${reasonOf(problems)}`;

/** `provider: is not a known provider slug; key: The key is empty.` */
export const reasonOf = (problems: RowProblem["problems"]): string =>
  problems.map(({ path, reason }) => (path === "" ? reason : `${path}: ${reason}`)).join("; ");
