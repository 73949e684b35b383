import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { PROJECT } from "../../../infra/local/deploy.ts";
import { startLocalAws } from "../../../infra/local/local-aws.ts";
import { mintLocalKey } from "../../../infra/local/mint-local-key.ts";
import { createProgress } from "../../../infra/local/progress.ts";
import { deployLocally } from "../../../infra/local/run-locally.ts";
import type { LocalOutputs } from "../../../shared/operations/local-outputs.ts";

declare module "vitest" {
  export interface ProvidedContext {
    deployment: LocalOutputs;
    /** The directory of the emulator's state and logs. */
    directory: string;
  }
}

/** Deploys the stack once per run, on a separate emulator, so that `npm start` may run beside it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const local = join(PROJECT, ".local");
  const directory = join(local, `test-${process.pid}`);
  const progress = createProgress(process.stderr);
  const aws = await startLocalAws({
    directory,
    pythonDirectory: join(local, "python"),
    fresh: true,
    // test/deployed/recorded-calls.test.ts, which runs last, reads this record.
    recordCalls: true,
    // For the 10,000 rows of `npm run demo:import`; the 600 of the suite do without.
    largeImports: process.env.KEYFERRY_IMPORT_ROWS !== undefined,
    progress,
  });
  const stop = async () => {
    await aws.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const deployment = await deployLocally({ aws, directory, mint: mintLocalKey, progress });
    project.provide("deployment", deployment);
    project.provide("directory", directory);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
