import { totalOf } from "../measures/cost.ts";
import { callsOfFlow } from "../measures/spending.ts";
import type { Run } from "../run.ts";
import { type Bar, barChart } from "./chart.ts";
import { figure } from "./sections.ts";

/** The charts of the document, by file name. */
export function charts(run: Run): Record<string, string> {
  const { calls, priced } = run.exact;
  const ways = [
    ["keyferry, bulk import", "import", true],
    ["keyferry, under load", "createUnderLoad", true],
    ["keyferry, one by one", "create", true],
    ["careful, under load", "carefulUnderLoad", false],
    ["careful, one by one", "careful", false],
    ["naive, under load", "naiveUnderLoad", false],
    ["naive, one by one", "naive", false],
  ] as const;
  const cold = run.coldStart.flatMap(({ name, deployed, ordinary }): Bar[] => [
    { label: `${name}, as deployed`, value: deployed.median, text: ms(deployed.median), ours: true },
    {
      label: `${name}, bundled the ordinary way`,
      value: ordinary.median,
      text: ms(ordinary.median),
      ours: false,
    },
  ]);
  const bare = run.coldStart[0]?.bare.median ?? 0;
  return {
    "cost.svg": barChart(
      "List price of a million credentials, dollars",
      ways.map(([label, way, ours]) => {
        const dollars = totalOf(priced[way].cost);
        return { label, value: dollars, text: dollars.toFixed(2), ours };
      }),
    ),
    "calls.svg": barChart(
      "AWS SDK calls per credential",
      ways.map(([label, way, ours]) => {
        const count = callsOfFlow(calls[way].flow);
        return { label, value: count, text: figure(count), ours };
      }),
    ),
    "cold-start.svg": barChart("Import and first call in a fresh process, ms", [
      ...cold,
      { label: "bare node:https", value: bare, text: ms(bare), ours: false },
    ]),
    ...(run.local && {
      "import.svg": barChart(
        "Import on the local stack, rows per second",
        run.local.imports.map(({ rows, rowsPerSecond }) => ({
          label: `${rows.toLocaleString("en")} rows`,
          value: rowsPerSecond,
          text: figure(rowsPerSecond),
          ours: true,
        })),
      ),
    }),
  };
}

const ms = (value: number): string => figure(value);
