import type { AdvisoryFinding, AdvisoryVerdict } from "./judge-advisories.ts";

const NOT_CHECKED = `
NOT CHECKED: no advisories service was reached, so nothing is known about vulnerable dependencies.
`;

/**
 * A verdict in words, and the exit status that it means: 0 where nothing fails, 1 for findings that do, 2 where nothing
 * was checked although it is required.
 */
export function describeAdvisories(
  verdict: AdvisoryVerdict,
  required: boolean,
): { readonly text: string; readonly status: 0 | 1 | 2 } {
  if (!verdict.checked) return { text: `${NOT_CHECKED}npm: ${verdict.reason}`, status: required ? 2 : 0 };
  const { findings } = verdict;
  const failing = findings.filter(({ fails }) => fails).length;
  const head =
    findings.length === 0
      ? "npm audit: no known vulnerability"
      : `npm audit: ${failing} of ${findings.length} findings must be dealt with`;
  return { text: [head, ...findings.map(describe)].join("\n"), status: failing > 0 ? 1 : 0 };
}

const describe = ({
  name,
  scope,
  severity,
  advisories,
  through,
  fixAvailable,
  fails,
}: AdvisoryFinding): string =>
  [
    `${fails ? "FAILS" : "noted"}  ${severity}  ${name}  (${scope}${fixAvailable ? ", a fix is there" : ""})`,
    ...advisories.map((advisory) => `       ${advisory}`),
    ...(through.length > 0 ? [`       through ${through.join(", ")}`] : []),
  ].join("\n");
