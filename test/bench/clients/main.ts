import { rm } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT } from "../../../infra/local/deploy.ts";
import { startLocalAws } from "../../../infra/local/local-aws.ts";
import { mintLocalKey } from "../../../infra/local/mint-local-key.ts";
import { createProgress } from "../../../infra/local/progress.ts";
import { deployLocally } from "../../../infra/local/run-locally.ts";
import { connect } from "../../support/emulator/connect.ts";
import { textTable } from "../report/tables.ts";
import { type BurstClient, pythonBurst, typescriptBurst } from "./burst.ts";
import { type BurstRow, judgeBurst } from "./judge-burst.ts";

/*
 * npm run bench:clients: what the published clients with their defaults make of bursts of creates, on stacks that have just
 * been deployed. The first burst of each meets functions that have not started yet. Fails if anything was thrown, lost or
 * doubled.
 */

type PlannedBurst = readonly [client: string, send: BurstClient, parallel: number, creates: number];

const FIRST = "TypeScript, the first after the start";

/** The bursts by the stack that they meet, one after the other. */
const STACKS: readonly (readonly PlannedBurst[])[] = [
  [[FIRST, typescriptBurst, 20, 200]],
  [[FIRST, typescriptBurst, 50, 200]],
  [
    [FIRST, typescriptBurst, 105, 200],
    ["TypeScript", typescriptBurst, 20, 200],
    ["TypeScript", typescriptBurst, 50, 200],
    ["TypeScript", typescriptBurst, 105, 200],
    ["Python", pythonBurst, 50, 200],
    ["TypeScript, all at once", typescriptBurst, 300, 300],
  ],
];

const progress = createProgress(process.stderr);
const local = join(PROJECT, ".local");
const directory = join(local, `bench-clients-${process.pid}`);

/** Sends the bursts to a stack of their own. */
async function measure(bursts: readonly PlannedBurst[]): Promise<BurstRow[]> {
  const aws = await startLocalAws({
    directory,
    pythonDirectory: join(local, "python"),
    fresh: true,
    progress,
  });
  const rows: BurstRow[] = [];
  try {
    const deployment = await deployLocally({ aws, directory, mint: mintLocalKey, progress });
    const { newTenant } = connect(deployment);
    for (const [client, send, parallel, creates] of bursts) {
      const { token, api } = await newTenant();
      const target = { url: deployment.apiUrl, token, api };
      const burst = await progress(`${creates} creates, ${parallel} at a time: ${client}`, () =>
        send(target, creates, parallel),
      );
      rows.push(await judgeBurst(client, parallel, burst, target));
    }
  } finally {
    await aws.stop();
    await rm(directory, { recursive: true, force: true });
  }
  return rows;
}

const rows: BurstRow[] = [];
for (const bursts of STACKS) rows.push(...(await measure(bursts)));

const whole = (number: number) => number.toFixed(0);
console.log(
  `\n${textTable({
    head: [
      "client",
      "parallel",
      "creates",
      "returned",
      "thrown",
      "stored",
      "p50 ms",
      "p95 ms",
      "most ms",
      "s",
      "met",
    ],
    rows: rows.map((row) => [
      row.client,
      whole(row.parallel),
      whole(row.creates),
      whole(row.returned),
      whole(row.thrown),
      whole(row.stored),
      whole(row.p50),
      whole(row.p95),
      whole(row.most),
      row.seconds.toFixed(1),
      Object.entries(row.met)
        .map(([what, times]) => `${what} ×${times}`)
        .join(", "),
    ]),
  })}\n`,
);
for (const { client, parallel, faults } of rows) {
  for (const fault of faults) {
    console.error(`${client}, ${parallel} at a time: ${fault}`);
    process.exitCode = 1;
  }
}
