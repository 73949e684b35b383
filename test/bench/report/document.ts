import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BATCH } from "../../../infra/sizing.ts";
import { callsOfFlow } from "../measures/spending.ts";
import { PRICES } from "../prices.ts";
import type { Run, Skipped } from "../run.ts";
import { charts } from "./charts.ts";
import {
  cadenceTable,
  callsTable,
  coldStartTable,
  costTable,
  cpuTable,
  figure,
  importTable,
  latencyTable,
  memoryTable,
  simulationTable,
  spread,
  targetTable,
} from "./sections.ts";
import { markdownTable } from "./tables.ts";

const DOCS = join(import.meta.dirname, "../../../docs");

/** Writes docs/performance.md and its charts from one run. */
export async function writeDocument(run: Run): Promise<void> {
  const directory = join(DOCS, "performance");
  await mkdir(directory, { recursive: true });
  for (const [name, svg] of Object.entries(charts(run))) await writeFile(join(directory, name), svg);
  await writeFile(join(DOCS, "performance.md"), documentOf(run));
}

/** The document, as text. */
export function documentOf(run: Run): string {
  const sections = [introduction(run), wholeTable(run), coldAndCpu(run), callsAndCost(run)];
  return `${[...sections, ...(run.local ? [localStack(run, run.local)] : []), deployed(run), notMeasured].join("\n\n")}\n`;
}

const introduction = (run: Run): string => `# Performance

Written by \`npm run bench -- --docs\` on ${run.date}: ${run.minutes.toFixed(0)} minutes on ${run.machine}, Node ${run.node}${run.quick ? ", **in quick mode**" : ""}.
Nothing here ran on AWS. **Carry ratios over, never milliseconds**: each figure was taken in turns with its peer, round by
round, on a machine that others used as well. Behind a median, in brackets, stands the middle half of the rounds.
Bytes, calls and dollars are exact: \`npm run check\` fails when one of them grows past \`test/bench/budget.json\`.`;

const wholeTable = (run: Run): string => `## Figures to reach

${markdownTable(targetTable(run))}

What was tried for each, what was kept, and what limits those that are missed:
[decisions/0013](decisions/0013-what-the-bundles-leave-out.md), [0014](decisions/0014-learning-when-to-look.md),
[0015](decisions/0015-what-a-credential-costs.md).`;

const coldAndCpu = (run: Run): string => `## One process

Import and first call in fresh processes, over HTTPS to a stub of AWS on loopback. *Ordinary* is the same handler with all
credential sources, CommonJS first and \`import { z } from "zod"\`; *bare* is one request with \`node:https\`.

![Cold starts](performance/cold-start.svg)

${markdownTable(coldStartTable(run))}

CPU per credential in warm processes, full batches, user and system together. The naive peers are in \`test/bench/naive\`:
one KMS Encrypt, one PutItem and one PutEvents per message, Powertools for batch and log, plain zod. The naive door neither
authenticates, nor seals, nor recognises a repeated request, which is what ours spends its time on.

${markdownTable(cpuTable(run))}

Opening a credential (\`openCredential\`): the first of a fresh process ${spread(run.opening.cold)} ms, then
${spread(run.opening.perSecond)} a second one after the other, ${spread(run.opening.cpu)} ms of CPU and
${figure(run.opening.callsPerCredential)} calls each.`;

const callsAndCost = (run: Run): string => `## Calls and cost

Counted at the stub: AWS SDK calls, and DynamoDB's units from the sizes of the real items.

![Calls](performance/calls.svg)

${markdownTable(callsTable(run))}

Fresh processes call ${callsOfFlow(run.exact.calls.start)} times more for their first credential, once: management key, public key, fingerprint key, the
content key of the first seal, and that the management key was used.

List prices of ${PRICES.region}, written down on ${PRICES.writtenDown} in \`test/bench/prices.ts\`, where also stands what no
count gives: the milliseconds that Lambda would bill. Without free tiers; with polling, logs and the wait for the outcome.

![Cost](performance/cost.svg)

${markdownTable(costTable(run))}`;

const localStack = (
  _: Run,
  local: NonNullable<Run["local"]>,
): string => `## The whole pipeline, on the local stack

The deployed stack on an emulator that enforces IAM, beside a bare pipeline of the same two hops (HTTP API → FIFO queue →
worker) without sealing, KMS, table and stream, whose hops meet at once at an address outside of AWS. Emulator, functions and
load share the machine, and the emulator polls all queues and streams with one thread.

${markdownTable(latencyTable(local))}

Imports: \`keyferry import\` of a JSON Lines file, from its start to its end: every row has its outcome, and was compared with
all credentials of its workspace. The emulator takes batches from the front of a queue and parses a key condition once
(\`infra/local/queue_front.py\`, \`key_conditions.py\`); it would else go through all that waits for each batch, as SQS does not.

![Import](performance/import.svg)

${markdownTable(importTable(local))}${local.skipped.map(leftOut).join("")}`;

const leftOut = ({ rows, minutes }: Skipped): string =>
  `\n\nLeft out: ${rows.toLocaleString("en")} rows, which at the speed of the one before would have taken ${minutes.toFixed(0)} minutes of this run.`;

const deployed = (run: Run): string => `## The deployed system, simulated

AWS's default quotas (\`test/bench/simulation/quotas.ts\`), the counted calls, and the assumed milliseconds: which quota binds
first, and how many processes are at work (Little's law). The load is spread over 1,000 workspaces unless it says one.

${markdownTable(simulationTable(run))}

${overlap(run)}Memory: the CPU measured above, stretched by the share of a processor that a size has, and the assumed waiting, which no size
shortens. In use is what is bold. A door at half the size would cost half as much and keep a caller of a fresh process waiting
twice as long, so it has the size at which its first call stays below a second; nobody waits for the relay.

${markdownTable(memoryTable(run))}

Waiting for an outcome: looks at the table against time lost, on made-up outcomes (log-normal).

${markdownTable(cadenceTable(run))}`;

function overlap({ local }: Run): string {
  if (local === null) return "";
  const { callsMs, predictedRowsPerSecond, measuredRowsPerSecond } = local.overlap;
  return `The same rule on the emulator, with its one poller, ${BATCH.imports} rows a batch and ${figure(callsMs)} ms for a batch's two calls, gives
at most ${figure(predictedRowsPerSecond)} rows a second; ${figure(measuredRowsPerSecond)} were measured. The rest is the emulator's own work: receive,
invoke, delete, stream, relay.\n\n`;
}

const notMeasured = `## What was not measured

Lambda itself (its cold start includes fetching the bundle and starting the runtime), real KMS, DynamoDB and EventBridge
latencies, throttling, and anything across a network. The emulator's figures show how keyferry compares with a pipeline
beside it, not what AWS does.

## How to repeat it

\`\`\`sh
npm run bench                      # everything, about 20 minutes
npm run bench -- --quick           # the same with few rounds, a few minutes
npm run bench -- --json run.json   # all figures
npm run bench -- --docs            # this page
\`\`\``;
