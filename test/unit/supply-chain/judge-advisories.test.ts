import { describe, expect, it } from "vitest";
import { describeAdvisories } from "../../supply-chain/describe-advisories.ts";
import { judgeAdvisories } from "../../supply-chain/judge-advisories.ts";

interface Sample {
  readonly name: string;
  readonly severity: string;
  readonly via?: readonly unknown[];
  readonly fixAvailable?: unknown;
}

const advisory = (name: string, severity: string) => ({
  source: 1_100_000,
  name,
  dependency: name,
  title: `${name} can be talked into it`,
  url: `https://example.com/advisories/${name}`,
  severity,
  cwe: ["CWE-1321"],
  cvss: { score: 7.5, vectorString: null },
  range: "<2.0.0",
});

/** A report as npm 11 prints it. */
const report = (...found: readonly Sample[]): string =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: Object.fromEntries(
      found.map(({ name, severity, via = [advisory(name, severity)], fixAvailable = true }) => [
        name,
        {
          name,
          severity,
          isDirect: false,
          via,
          effects: [],
          range: "<2.0.0",
          nodes: [`node_modules/${name}`],
          fixAvailable,
        },
      ]),
    ),
    metadata: { vulnerabilities: { total: found.length }, dependencies: { prod: 100, dev: 300, total: 400 } },
  });

/** What npm prints where the registry does not know the advisories endpoint. */
const NO_SERVICE = JSON.stringify({
  message: "405 Method Not Allowed - POST https://registry.example/-/npm/v1/security/advisories/bulk",
  method: "POST",
  statusCode: 405,
  body: "",
  error: { summary: "", detail: "" },
});

const outcome = (production: string, everything: string, required = false) =>
  describeAdvisories(judgeAdvisories(production, everything), required);

describe("known vulnerabilities", () => {
  it("a clean report has no finding", () => {
    expect(outcome(report(), report())).toEqual({ text: "npm audit: no known vulnerability", status: 0 });
  });

  it.each([
    ["low", 0],
    ["moderate", 1],
    ["high", 1],
    ["critical", 1],
  ])("a production finding of severity %s exits with %i", (severity, status) => {
    const found = report({ name: "zod", severity });
    expect(outcome(found, found).status).toBe(status);
  });

  it.each([
    ["low", 0],
    ["moderate", 0],
    ["high", 1],
    ["critical", 1],
  ])("a development finding of severity %s exits with %i", (severity, status) => {
    expect(outcome(report(), report({ name: "vitest", severity })).status).toBe(status);
  });

  it("a finding of an unknown severity is not taken for harmless", () => {
    expect(outcome(report(), report({ name: "vitest", severity: "catastrophic" })).status).toBe(1);
  });

  it("a finding of both counts as production, and hides no graver copy among the tools", () => {
    const mild = { name: "semver", severity: "low" };
    const both = judgeAdvisories(report(mild), report(mild));
    expect(both).toMatchObject({ findings: [{ scope: "production", fails: false }] });
    const graver = judgeAdvisories(report(mild), report({ ...mild, severity: "high" }));
    expect(graver).toMatchObject({ findings: [{ scope: "development", severity: "high", fails: true }] });
  });

  it("the findings are told with advisory and origin, the gravest first", () => {
    const { text } = outcome(
      report({ name: "hono", severity: "moderate", fixAvailable: false }),
      report(
        { name: "rollup", severity: "moderate" },
        { name: "vite", severity: "critical", via: ["rollup"] },
        { name: "hono", severity: "moderate", fixAvailable: false },
      ),
    );
    expect(text.split("\n")).toEqual([
      "npm audit: 2 of 3 findings must be dealt with",
      "FAILS  critical  vite  (development, a fix is there)",
      "       through rollup",
      "FAILS  moderate  hono  (production)",
      "       hono can be talked into it (https://example.com/advisories/hono)",
      "noted  moderate  rollup  (development, a fix is there)",
      "       rollup can be talked into it (https://example.com/advisories/rollup)",
    ]);
  });
});

describe("failed checks", () => {
  it.each([
    ["the registry has no advisories", NO_SERVICE],
    ["there is no network", JSON.stringify({ message: "request failed, reason: getaddrinfo ENOTFOUND" })],
    ["the report is of another version", JSON.stringify({ auditReportVersion: 3, vulnerabilities: {} })],
    ["npm is not there", ""],
    ["it is no JSON", "<html>"],
    ["it is no object", "null"],
  ])(
    "a check that fails because %s is reported, and fails the gate only where it is required",
    (_, printed) => {
      for (const [production, everything] of [
        [printed, report()],
        [report(), printed],
      ] as const) {
        const free = outcome(production, everything);
        expect(free).toMatchObject({ status: 0, text: expect.stringContaining("NOT CHECKED") });
        expect(outcome(production, everything, true).status).toBe(2);
      }
    },
  );
});
