/*
 * What a report of `npm audit --json` means for this project. Its format (`auditReportVersion` 2) is npm's own:
 * https://docs.npmjs.com/cli/v11/commands/npm-audit
 */

/** From mild to grave, as npm has them. */
const SEVERITIES = ["info", "low", "moderate", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The mildest finding that fails. What only builds and tests meets no key of a customer. */
const FAILS_FROM = { production: "moderate", development: "high" } as const;

export interface AdvisoryFinding {
  readonly name: string;
  readonly scope: keyof typeof FAILS_FROM;
  readonly severity: Severity;
  /** What is wrong, with the address of each advisory; empty where it is another package's fault. */
  readonly advisories: readonly string[];
  /** The packages that it comes from, where the fault is theirs. */
  readonly through: readonly string[];
  readonly fixAvailable: boolean;
  readonly fails: boolean;
}

/** `checked` is false where there was no advisories service to ask: that says nothing, and must not pass for "clean". */
export type AdvisoryVerdict =
  | { readonly checked: false; readonly reason: string }
  | { readonly checked: true; readonly findings: readonly AdvisoryFinding[] };

/**
 * Judges two reports of the same tree, as npm printed them.
 * @param production of `npm audit --json --omit=dev`. @param everything of `npm audit --json`.
 */
export function judgeAdvisories(production: string, everything: string): AdvisoryVerdict {
  const [ours, all] = [readReport(production), readReport(everything)];
  if (typeof ours === "string" || typeof all === "string") {
    return { checked: false, reason: [ours, all].find((report) => typeof report === "string") ?? "" };
  }
  const scopes = [
    ...[...ours].map((entry) => ({ ...entry, scope: "production" as const })),
    ...[...all].map((entry) => ({ ...entry, scope: "development" as const })),
  ];
  const findings = new Map<string, AdvisoryFinding>();
  for (const { scope, ...entry } of scopes) {
    const fails = rank(entry.severity) >= rank(FAILS_FROM[scope]);
    // A package of both is one of production; a graver copy of it among the tools still counts for itself.
    if (!findings.has(entry.name) || (fails && !findings.get(entry.name)?.fails)) {
      findings.set(entry.name, { ...entry, scope, fails });
    }
  }
  return { checked: true, findings: [...findings.values()].toSorted((a, b) => gravity(b) - gravity(a)) };
}

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);
const gravity = ({ fails, severity }: AdvisoryFinding): number =>
  (fails ? SEVERITIES.length : 0) + rank(severity);

type Entry = Omit<AdvisoryFinding, "scope" | "fails">;

/** The findings of a report; or, as text, why it is none. */
function readReport(text: string): readonly Entry[] | string {
  const report = parse(text) as Report | null;
  if (report?.auditReportVersion !== 2 || !report.vulnerabilities) {
    return report?.message ?? report?.error?.summary ?? "npm audit printed no report";
  }
  return Object.values(report.vulnerabilities).map(toEntry);
}

interface Report {
  readonly auditReportVersion?: number;
  readonly vulnerabilities?: Readonly<Record<string, Vulnerability>>;
  /** Of a failure instead of a report. */
  readonly message?: string;
  readonly error?: { readonly summary?: string };
}

interface Vulnerability {
  readonly name: string;
  readonly severity: string;
  /** Advisories, and names of packages whose fault it is. */
  readonly via: readonly (string | { readonly title: string; readonly url: string })[];
  readonly fixAvailable: boolean | object;
}

const toEntry = ({ name, severity, via, fixAvailable }: Vulnerability): Entry => ({
  name,
  // A severity that npm adds one day must not pass for harmless.
  severity: SEVERITIES.find((known) => known === severity) ?? "critical",
  advisories: via.flatMap((cause) => (typeof cause === "string" ? [] : `${cause.title} (${cause.url})`)),
  through: via.filter((cause) => typeof cause === "string"),
  fixAvailable: fixAvailable !== false,
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
