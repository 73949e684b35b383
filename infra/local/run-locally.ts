import { join } from "node:path";
import { LOCAL_STACK, type LocalOutputs } from "../../shared/operations/local-outputs.ts";
import { EMULATOR_REGION } from "./aws-environment.ts";
import { bootstrap, type DeployOptions, deployStack } from "./deploy.ts";
import {
  describeDeployment,
  type LocalAddresses,
  type MintedKey,
  readOutputs,
  writeOutputs,
} from "./outputs.ts";
import { type Progress, silent } from "./progress.ts";
import { reconcile } from "./reconcile.ts";

/** Returns a key that works on the deployment: `previous` if it still works, else a new one. */
export type MintKey = (deployment: LocalAddresses, previous: MintedKey | undefined) => Promise<MintedKey>;

export interface DeployLocallyOptions extends DeployOptions {
  readonly mint: MintKey;
  /** Default: silent. */
  readonly progress?: Progress;
}

export const outputsFile = (directory: string): string => join(directory, "outputs.json");

/** Deploys to a running emulator, and describes the deployment in `<directory>/outputs.json`. */
export async function deployLocally(options: DeployLocallyOptions): Promise<LocalOutputs> {
  const { aws, directory, mint, progress = silent } = options;
  await progress("CDK bootstrap", () => bootstrap(options));
  const { outputs, template } = await progress("CDK deploy", () => deployStack(options));
  await progress("What the emulator's CloudFormation leaves out", () =>
    reconcile(aws.endpoint, LOCAL_STACK, template),
  );
  const deployment = describeDeployment(outputs, aws.endpoint, EMULATOR_REGION);
  const file = outputsFile(directory);
  const minted = await progress("Management key", async () => mint(deployment, await readOutputs(file)));
  const described = { ...deployment, ...minted };
  await writeOutputs(file, described);
  return described;
}
