import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { PROJECT } from "../local/deploy.ts";

/** Runs the CDK CLI at the terminal, so that it can ask. Resolves with its exit status. */
export async function cdk(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const cli = join(PROJECT, "node_modules/aws-cdk/bin/cdk");
  const child = spawn(process.execPath, [cli, ...args], { cwd: PROJECT, stdio: "inherit", env: environment });
  const [status] = (await once(child, "close")) as [number | null];
  return status ?? 1;
}
