import { rm } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT } from "../../infra/local/deploy.ts";
import { startLocalAws } from "../../infra/local/local-aws.ts";
import { mintLocalKey } from "../../infra/local/mint-local-key.ts";
import { createProgress } from "../../infra/local/progress.ts";
import { deployLocally } from "../../infra/local/run-locally.ts";
import type { LocalOutputs } from "../../shared/operations/local-outputs.ts";

/** A deployment on an emulator of its own, beside that of `npm start`. */
export async function startOwnEmulator(signal: AbortSignal): Promise<{
  readonly local: LocalOutputs;
  readonly stop: () => Promise<void>;
}> {
  const directory = join(PROJECT, ".local", `smoke-${process.pid}`);
  const progress = createProgress(process.stderr);
  const pythonDirectory = join(PROJECT, ".local", "python");
  const aws = await startLocalAws({
    directory,
    pythonDirectory,
    fresh: true,
    largeImports: true,
    progress,
    signal,
  });
  const stop = async () => {
    await aws.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    return { local: await deployLocally({ aws, directory, mint: mintLocalKey, progress, signal }), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
