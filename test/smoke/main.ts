import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findDeployment } from "../../cli/deployment.ts";
import type { CliSettings } from "../../cli/settings.ts";
import { PROJECT } from "../../infra/local/deploy.ts";
import { untilStopped } from "../../infra/local/until-stopped.ts";
import { createCleanup, reasonOf } from "./cleanup.ts";
import { costOf } from "./cost.ts";
import { HELP, readSmokeFlags, type SmokeFlags } from "./flags.ts";
import { startOwnEmulator } from "./own-emulator.ts";
import { rehearse } from "./rehearse.ts";
import { hasPassed, report } from "./report.ts";
import { createSteps, promise } from "./steps.ts";

/*
 * `npm run smoke -- --stage prod`: a rehearsal on a deployed stack. Its report is the only thing on standard output.
 */

/** The steps end by then; the cleanup comes after it. */
const STEPS_WITHIN_MS = 240_000;

try {
  const flags = readSmokeFlags(process.argv.slice(2));
  if (flags === null) console.log(HELP);
  else process.exitCode = (await smoke(flags)) ? 0 : 1;
} catch (error) {
  console.error(error instanceof TypeError || !(error instanceof Error) ? reasonOf(error) : error.message);
  process.exitCode = 2;
}

async function smoke({ stage, rows, profile, region }: SmokeFlags): Promise<boolean> {
  if (profile !== undefined) process.env.AWS_PROFILE = profile;
  const stopped = untilStopped();
  const own = stage === null ? await startOwnEmulator(stopped) : undefined;
  try {
    const settings: CliSettings = {
      json: true,
      apiUrl: undefined,
      stack: stage === null ? undefined : `keyferry-${stage}`,
      region: region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION,
      managementKey: undefined,
      workspaceId: undefined,
      extraProviders: [],
      local: own?.local,
      refusedFile: undefined,
      refusedKey: undefined,
    };
    const startedAt = new Date();
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(STEPS_WITHIN_MS)]);
    const steps = createSteps(signal, Date.now, (line) => console.error(line));
    const cleanup = createCleanup();
    const deployment = await findDeployment(settings);
    let done = { changes: 0, rows: 0, reads: 0, latencies: [] as readonly number[] };
    let left: readonly string[] = [];
    try {
      done = await rehearse({ deployment, settings, rows, steps, cleanup, signal });
    } catch (error) {
      await steps.run("what every step needs", async () => {
        promise(false, reasonOf(error));
        return "";
      });
    } finally {
      console.error("Removing what the rehearsal made");
      left = await cleanup.run();
    }
    const { latencies } = done;
    const finished = {
      stage: stage ?? "dev, on an emulator",
      region: settings.region ?? own?.local.region ?? "the profile's region",
      version: JSON.parse(await readFile(join(PROJECT, "package.json"), "utf8")).version as string,
      startedAt,
      seconds: (Date.now() - startedAt.getTime()) / 1_000,
      steps: steps.results,
      latencies,
      // Each of them is deleted once more by the cleanup.
      dollars: costOf({ ...done, changes: done.changes * 2 + done.rows }),
      left,
    };
    console.log(report(finished));
    return hasPassed(finished) && !signal.aborted;
  } finally {
    await own?.stop();
  }
}
