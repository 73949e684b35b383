import type { Findings as Checked } from "./check.ts";
import type { Attempt, History, Step } from "./history.ts";
import type { RouterFindings } from "./router.ts";
import { countOf, eventsIn } from "./run-under-faults.ts";
import type { Change } from "./timelines.ts";

export interface Findings extends Checked {
  readonly history: History;
  /** How often each kind of fault hit something of the pipeline, and how many calls of the router. */
  readonly hits: ReadonlyMap<string, number>;
  readonly routerHits: ReadonlyMap<string, number>;
  /** Where processes died between two calls, and how often. */
  readonly deaths: ReadonlyMap<string, number>;
  readonly router: RouterFindings;
  readonly minutes: number;
  readonly seed: number;
}

const SHOWN_VIOLATIONS = 50;

const BY: Record<Change["by"], string> = {
  api: "by the API",
  accepted: "that the API answered with 202 or not at all",
  import: "by the import queue",
  webhook: "by webhooks",
  web: "by intake links",
};

/** The results of a run, line by line. */
export function report(findings: Findings): string[] {
  const { history, hits, routerHits, deaths, router, known, violations, minutes, seed } = findings;
  const { steps, attempts, resolved, uses } = history;
  const ofDoor = (door: Step["door"]) => steps.filter((step) => step.door === door);
  const [api, imports] = [ofDoor("api"), ofDoor("import")];
  const ofAction = (action: Step["action"]) => imports.filter((step) => step.action === action).length;
  return [
    "",
    `${countOf(history)} commands: ${api.length} by the API, ${imports.length} by the import queue, ` +
      `${eventsIn(attempts)} by webhooks`,
    `  API: ${countBy(api, ({ answer, status }) => `${answer} (${status})`)}`,
    `  import queue: ${imports.length} sent, ${ofAction("replay")} of them seals for another workspace, ` +
      `${ofAction("raw")} not sealed at all`,
    `  webhooks: ${countBy(attempts, kindOf)}`,
    `  router: ${resolved.length} answers, ${resolved.filter(({ stale }) => stale).length} of them stale, ` +
      `${resolved.filter(({ shared }) => shared === true).length} with shared capacity; ` +
      `${resolved.flatMap(({ opened }) => opened).length} keys opened; ${router.unavailable} requests refused as unavailable; ` +
      `${uses.length} uses reported, ${router.lost} of them lost`,
    `  router: had to know ${[...known].map(([by, { due, all }]) => `${due} of ${all} changes ${BY[by]}`).join(", ")}`,
    ...[...hits].map(([kind, times]) => {
      const ofRouter = routerHits.get(kind) ?? 0;
      return `  ${kind}: ${times}${ofRouter > 0 ? `, and ${ofRouter} calls of the router` : ""}`;
    }),
    ...[...deaths]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([place, times]) => `  killed: ${place}: ${times}`),
    `${hits.size} kinds of fault, ${[...hits.values()].filter((times) => times > 0).length} of which hit something`,
    ...violations.slice(0, SHOWN_VIOLATIONS).map((violation) => `VIOLATION ${violation}`),
    `${violations.length} violations; seed ${seed}; ${minutes.toFixed(1)} minutes`,
  ];
}

function kindOf({ status, forgery }: Attempt): string {
  const kind = forgery === null ? "deliveries" : "forged ones";
  return `${kind} ${status === 0 ? "not answered" : `answered with ${status}`}`;
}

function countBy<T>(things: readonly T[], kindOf: (thing: T) => string): string {
  const kinds = Map.groupBy(things, kindOf);
  return [...kinds]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([kind, own]) => `${own.length} ${kind}`)
    .join(", ");
}
