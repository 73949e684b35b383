import { quantile } from "../bench/measures/statistics.ts";
import type { StepResult } from "./steps.ts";

export interface Rehearsal {
  readonly stage: string;
  readonly region: string;
  readonly version: string;
  readonly startedAt: Date;
  readonly seconds: number;
  readonly steps: readonly StepResult[];
  /** Milliseconds of each POST until its 201. */
  readonly latencies: readonly number[];
  readonly dollars: number;
  /** What the cleanup could not remove. */
  readonly left: readonly string[];
}

const milliseconds = (latencies: readonly number[], part: number): string =>
  latencies.length === 0 ? "–" : `${Math.round(quantile(latencies, part))} ms`;

export const hasPassed = ({ steps, left }: Pick<Rehearsal, "steps" | "left">): boolean =>
  left.length === 0 && steps.every(({ outcome }) => outcome !== "failed") && steps.some(isPassed);

const isPassed = ({ outcome }: StepResult): boolean => outcome === "passed";

/** The report as Markdown, for an issue. It holds no key, no account and no address. */
export function report(rehearsal: Rehearsal): string {
  const { stage, region, version, startedAt, seconds, steps, latencies, dollars, left } = rehearsal;
  const count = (wanted: StepResult["outcome"]) => steps.filter(({ outcome }) => outcome === wanted).length;
  return [
    `### Rehearsal of keyferry ${version}: ${hasPassed(rehearsal) ? "passed" : "FAILED"}`,
    "",
    `Stage ${stage} in ${region}, ${startedAt.toISOString()}, ${seconds.toFixed(0)} s, Node ${process.versions.node}. ` +
      `${count("passed")} passed, ${count("failed")} failed, ${count("not checked")} not checked.`,
    "",
    "| step | outcome | seconds | seen |",
    "|---|---|---|---|",
    ...steps.map(
      (step) => `| ${step.name} | ${step.outcome} | ${step.seconds.toFixed(1)} | ${step.detail} |`,
    ),
    "",
    `POST to 201: p50 ${milliseconds(latencies, 0.5)}, p95 ${milliseconds(latencies, 0.95)} ` +
      `(${latencies.length} requests). Cost of the run: about $${dollars.toFixed(3)}, at list prices of us-east-1.`,
    left.length === 0
      ? "Nothing is left but audit events and tombstones."
      : `LEFT BEHIND: ${left.join("; ")}`,
  ].join("\n");
}
