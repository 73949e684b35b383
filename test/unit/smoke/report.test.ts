import { expect, it } from "vitest";
import { hasPassed, type Rehearsal, report } from "../../smoke/report.ts";

const step = { name: "API: create", outcome: "passed", detail: "201", seconds: 1 } as const;
const rehearsal: Rehearsal = {
  stage: "prod",
  region: "eu-central-1",
  version: "0.1.0",
  startedAt: new Date(0),
  seconds: 61,
  steps: [step],
  latencies: [100, 200, 300],
  dollars: 0.0123,
  left: [],
};

it("The report gives the median and the 95th percentile of POST to 201, and the cost", () => {
  const text = report(rehearsal);
  expect(text).toContain("POST to 201: p50 200 ms, p95 290 ms (3 requests)");
  expect(text).toContain("about $0.012");
  expect(text).toContain("0.1.0: passed");
});

it("The rehearsal fails for a failed step, for something left behind, and if nothing was checked at all", () => {
  expect(hasPassed(rehearsal)).toBe(true);
  expect(hasPassed({ steps: [step, { ...step, outcome: "not checked" }], left: [] })).toBe(true);
  expect(hasPassed({ steps: [step, { ...step, outcome: "failed" }], left: [] })).toBe(false);
  expect(hasPassed({ steps: [step], left: ["queue"] })).toBe(false);
  expect(hasPassed({ steps: [{ ...step, outcome: "not checked" }], left: [] })).toBe(false);
  expect(report({ ...rehearsal, left: ["queue q"] })).toContain("LEFT BEHIND: queue q");
});
