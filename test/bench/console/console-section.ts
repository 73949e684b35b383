import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { markdownTable } from "../report/tables.ts";

export interface ConsoleFigure {
  readonly what: string;
  readonly unit: string;
  readonly seen: number;
  /** The target, in the same unit. */
  readonly most?: number;
}

interface Measured {
  readonly date: string;
  readonly machine: string;
  readonly figures: readonly ConsoleFigure[];
}

/** What the last run of `npm run bench:console -- --docs` has seen. */
export const FIGURES_FILE = join(import.meta.dirname, "../../../docs/performance/console.json");

const HEADING = "## The console";
/** The section that follows it. */
const NEXT = "## What was not measured";

/** The section of docs/performance.md. */
export function consoleSection({ date, machine, figures }: Measured): string {
  const rows = figures.map(({ what, seen, unit, most }) => [
    what,
    most === undefined ? "" : `≤ ${most.toLocaleString("en")} ${unit}`.trim(),
    `${Math.round(seen).toLocaleString("en")} ${unit}`.trim(),
    most === undefined ? "" : seen <= most ? "yes" : "NO",
  ]);
  return `${HEADING}

Written by \`npm run bench:console -- --docs\` on ${date}, on ${machine}: the [console](console.md) in a Chromium, with 100,000 credentials of
one workspace on the local stack. The tasks are those of the page's main thread in the browser's trace, while the wheel moves the
list by 4 to 1,500 rows every 50 ms.

${markdownTable({ head: ["figure", "target", "seen", "met"], rows })}

The stack is started as for large imports ([decision 20](decisions/0020-an-emulator-in-linear-time.md)): without that, the emulator parses the
condition of a query again for each stored credential, and the first rows take five seconds. \`GET /byok\` reads the whole listing
for each page, which took 13 seconds there; on AWS, both read about twenty pages of it.`;
}

/** The section as it was written last; undefined where it never was. */
export const lastConsoleSection = (): string | undefined =>
  existsSync(FIGURES_FILE) ? consoleSection(JSON.parse(readFileSync(FIGURES_FILE, "utf8"))) : undefined;

/** The page with this section in the place of the one that it has. */
export function withSection(page: string, section: string): string {
  const [before = "", after = ""] = page.split(`\n${NEXT}\n`);
  const [kept = ""] = before.split(`\n${HEADING}\n`);
  return `${kept.trimEnd()}\n\n${section}\n\n${NEXT}\n${after}`;
}
