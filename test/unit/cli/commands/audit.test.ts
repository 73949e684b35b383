import { expect, it } from "vitest";
import { describeReport } from "../../../../cli/commands/audit.ts";
import type { AuditReport } from "../../../../shared/audit/verify-audit-log.ts";

const END = "2026-02-03T04:00:00.000Z";
const report: AuditReport = { findings: [], digests: 2, objects: 4, events: 6, pending: 1, verified_to: END };

it("the verified part of a log is counted apart from what is newer", () => {
  expect(describeReport(report)).toBe(
    `The log matches its signed digests: 6 events in 3 objects, under 2 digests, up to ${END}.\n` +
      "Not verified yet, because newer than the last digest: 1 object.",
  );
});

it("a log of which nothing was verified is not called intact", () => {
  const text = describeReport({ ...report, digests: 1, objects: 2, events: 0, pending: 2 });
  expect(text).toBe(
    "No event was verified: no digest covers one.\nNot verified yet, because newer than the last digest: 2 objects.",
  );
});

it("one finding is one finding", () => {
  const finding = { kind: "altered", what: "event", name: "e", object: "o", detail: "line 1" } as const;
  expect(describeReport({ ...report, findings: [finding] })).toContain("\n1 finding (--json lists them all)");
});
