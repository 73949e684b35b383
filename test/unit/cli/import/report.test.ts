import { expect, it } from "vitest";
import { rowReport } from "../../../../cli/import/report.ts";

it("a report shows people the first doubts and counts all, since a whole file may have one doubt", () => {
  const lines: string[] = [];
  const report = rowReport(false, "skip", (line) => lines.push(line));
  const warnings = [{ code: "unusual_shape" as const, message: "This is unusual." }];
  for (let row = 1; row <= 1_000; row += 1) report.onDoubt({ row, line: row + 1, warnings });
  expect(lines).toHaveLength(101);
  expect(lines[0]).toBe("row 1 (line 2): warning: key: This is unusual.");
  expect(lines.at(-1)).toContain("--result lists all");
  expect(report.doubtful()).toBe(1_000);
});
