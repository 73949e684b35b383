import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BATCH } from "../../../infra/sizing.ts";
import { lastConsoleSection } from "../console/console-section.ts";
import { callsOfFlow } from "../measures/spending.ts";
import { ARCHIVE, ASSUMED, PRICES } from "../prices.ts";
import type { Run, Skipped } from "../run.ts";
import { charts } from "./charts.ts";
import {
  cadenceTable,
  callsTable,
  cliTable,
  coldCalls,
  coldStartTable,
  costTable,
  cpuTable,
  figure,
  importTable,
  latencyTable,
  memoryTable,
  modelledTable,
  publishedTable,
  resolvingTable,
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

/** The text of the document. */
export function documentOf(run: Run): string {
  const sections = [introduction(run), wholeTable(run), coldAndCpu(run), callsAndCost(run), latency(run)];
  const local = run.local ? [localStack(run, run.local)] : [];
  const console = lastConsoleSection() ?? [];
  return `${[...sections, ...local, deployed(run), console, notMeasured].flat().join("\n\n")}\n`;
}

const introduction = (run: Run): string => `# Performance

Written by \`npm run bench -- --docs\` on ${run.date}: ${run.minutes.toFixed(0)} minutes on ${run.machine}, Node ${run.node}${run.quick ? ", **in quick mode**" : ""}.
Nothing here ran on AWS. **Apply the ratios elsewhere, never the milliseconds**: the benchmark measured each figure and its peer
in turns, round by round, on a shared machine. The brackets after a median hold the middle half of the rounds. Bytes, calls and
dollars are exact: \`npm run check\` fails when one of them exceeds \`test/bench/budget.json\`.`;

const wholeTable = (run: Run): string => `## Targets

${markdownTable(targetTable(run))}

These decisions say what was tried for each target, what stayed, and what limits the missed ones:
[decisions/0013](decisions/0013-what-the-bundles-leave-out.md), [0014](decisions/0014-learning-when-to-look.md),
[0015](decisions/0015-what-a-credential-costs.md).`;

const coldAndCpu = (run: Run): string => `## One process

This table shows the import and the first call in fresh processes, over HTTPS to a stub of AWS on loopback. *Ordinary* is the
same handler with all credential sources, CommonJS first and \`import { z } from "zod"\`; *bare* is one request with \`node:https\`.

![Cold starts](performance/cold-start.svg)

${markdownTable(coldStartTable(run))}

The next table shows the CPU time (user and system) per credential, in warm processes with full batches. The naive peers in
\`test/bench/naive\` make one KMS Encrypt, one PutItem and one PutEvents per message, and use Powertools for batch and log and plain
zod. The naive door does not authenticate, seal or recognise a repeated request. Most of a handler's time goes into its SDK calls,
so the calls stand beside it: the door makes two, because it looks for an earlier attempt.

${markdownTable(cpuTable(run))}

\`keyferry import\` runs with the flags that it ships with. The stub takes its messages and answers as if all rows had been
created. The rows a CPU second are those of a dry run; what the sending adds to it are the seals, the messages and the looks for
outcomes.

${markdownTable(cliTable(run))}

The first \`openCredential\` of a fresh process takes ${spread(run.opening.cold)} ms. After that, a process opens
${spread(run.opening.perSecond)} credentials per second, one after the other, with ${spread(run.opening.cpu)} ms of CPU and
${figure(run.opening.callsPerCredential)} calls each.

A resolver answers from memory. The requests of the table are for one provider, one after the other, and each opens the first key of
its answer; the first row is a workspace of ten credentials. *Cold* is the first request of a fresh process, with the connections to
AWS. A fresh process makes ${coldCalls(run)}. KMS costs $${figure(run.resolving.uncached)} a month at a hundred requests a
second that open a key each, and $${figure(run.resolving.cached)} with resolvers: a thousand workspaces in use, on ten processes that
restart every day.

${markdownTable(resolvingTable(run))}`;

const callsAndCost = (run: Run): string => `## Calls and cost

The stub counts AWS SDK calls. DynamoDB's units follow from the sizes of the real items. Beside keyferry are two peers from
\`test/bench/naive\`, both with an HTTP API and a FIFO queue:

- *naive* is a good tutorial: the raw key is on the queue, a crash can lose an event, and the caller gets 202.
- *careful* keeps keyferry's promises, each by the book: KMS encrypts the key at the door and again for the credential, one
  transaction writes credential and event, the stream publishes it, and the door looks for the outcome every 50 ms. It does
  not authenticate, and archives nothing.

*Under load*, the worker gets ten commands of ten workspaces at once, and the relay a full batch. Otherwise each credential is
alone: an invocation, a receive and a delete of its own.

![Calls](performance/calls.svg)

${markdownTable(callsTable(run))}

For their first credential, fresh processes make ${callsOfFlow(run.exact.calls.start)} more calls, once: for the management key, the public key, the fingerprint
key and the content key of the first seal, and to note that the management key was used.

The prices are list prices of ${PRICES.region}, noted on ${PRICES.writtenDown} in \`test/bench/prices.ts\`. That file also holds what counting
cannot give: the milliseconds that a function computes, beside those that it waits. The totals exclude free tiers, and include
polling, all logs, the archive and the wait for the outcome. A content key serves up to a thousand changes through one process of
a door, within some minutes; each costs an RSA request. The totals count ${ASSUMED.sealsPerSession} changes to a content key, the rows below them ten and one:
one is a deployment with a change every few minutes. The archive writes an object for all events of half a minute, ${ARCHIVE.eventsPerObject} at ten a
second. Where each event is alone in its half minute, add $${PRICES.perMillion.s3Put.toFixed(2)} for a million objects.

![Cost](performance/cost.svg)

${markdownTable(costTable(run))}`;

const latency = (run: Run): string => `## From request to answer, modelled

The stub answers calls in steps, so that it counts exactly how many have to follow one another. A model
(\`test/bench/simulation/latency.ts\`) takes these steps, published latencies for each, and the real polling interval. It
leaves out what the functions compute, Lambda's invocation and API Gateway, which are the same for every design. The tail is the FIFO
queue's.

${markdownTable(modelledTable(run))}

These are the latencies. Between two quantiles the model is log-normal.

${markdownTable(publishedTable())}`;

const localStack = (
  _: Run,
  local: NonNullable<Run["local"]>,
): string => `## The whole pipeline, on the local stack

The deployed stack runs on an emulator that enforces IAM, beside a bare pipeline of the same two hops (HTTP API → FIFO queue →
worker). The bare pipeline has no sealing, KMS, table or stream; its worker passes the outcome to its door directly, at an
address outside AWS. The emulator, the functions and the load share the machine, and the emulator polls all queues and streams
with one thread.

${markdownTable(latencyTable(local))}

An import is a run of \`keyferry import\` on a JSON Lines file: at its end, every row has its outcome and has been compared with all
credentials of its workspace. keyferry's own CPU, by process, is what the design decides; the rest of the time is the emulator's.
The emulator takes batches from the front of a queue and parses a key condition once
(\`infra/local/queue_front.py\`, \`key_conditions.py\`). Otherwise it would go through all waiting messages for each batch, which SQS
does not do.

![Import](performance/import.svg)

${markdownTable(importTable(local))}${local.skipped.map(leftOut).join("")}`;

const leftOut = ({ rows, minutes }: Skipped): string =>
  `\n\nThis run left out an import of ${rows.toLocaleString("en")} rows: at the speed of the one before, it would have taken ${minutes.toFixed(0)} minutes.`;

const deployed = (run: Run): string => `## The deployed system, simulated

AWS's default quotas (\`test/bench/simulation/quotas.ts\`), the counted calls and the modelled milliseconds determine which quota
binds first and how many processes are busy (Little's law). The load is spread over 1,000 workspaces unless the row says one.

${markdownTable(simulationTable(run))}

${overlap(run)}The next table compares memory sizes. Its times are the CPU time measured above, stretched by the share of a processor that a size
has, plus the modelled waiting, which no size shortens. The sizes in bold are in use. A door of half the size would cost half as
much, but a caller would wait twice as long for a fresh process. So the door has the size at which its first call takes less
than a second. No caller waits for the relay.

${markdownTable(memoryTable(run))}

The last table compares ways to wait for an outcome, on generated outcomes (log-normal): the polls of the table against the delay
that a caller sees.

${markdownTable(cadenceTable(run))}`;

function overlap({ local }: Run): string {
  if (local === null) return "";
  const { callsMs, predictedRowsPerSecond, measuredRowsPerSecond } = local.overlap;
  return `On the emulator, with its one poller, ${BATCH.imports} rows per batch and ${figure(callsMs)} ms for a batch's two calls, the same rule gives
at most ${figure(predictedRowsPerSecond)} rows per second; the benchmark measured ${figure(measuredRowsPerSecond)}. The emulator's work takes the rest of the time:
receive, invoke, delete, stream, relay.\n\n`;
}

const notMeasured = `## What was not measured

The benchmark did not measure Lambda (whose cold start includes fetching the bundle and starting the runtime), the latencies of
real KMS, DynamoDB and EventBridge, throttling, or anything across a network. The emulator's figures show how keyferry compares
with a pipeline beside it, not what AWS does.

## How to repeat it

\`\`\`sh
npm run bench                      # everything, about 20 minutes
npm run bench -- --quick           # the same with few rounds, a few minutes
npm run bench -- --json run.json   # all figures
npm run bench -- --docs            # this page
npm run bench:console -- --docs    # the section on the console, about three minutes
\`\`\``;
