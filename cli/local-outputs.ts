import { realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { type LocalOutputs, parseLocalOutputs } from "../shared/operations/local-outputs.ts";
import { UsageError } from "./failure.ts";
import { readFoundFile } from "./found-file.ts";
import { isLoopback } from "./loopback.ts";

/** The deployment that a search found, or why the file that was found is not used. */
export interface FoundDeployment {
  readonly file: string;
  /** Undefined where the file is not used. */
  readonly local?: LocalOutputs;
  readonly refusal?: string;
}

/**
 * `.local/outputs.json` of this directory or of the nearest one above it that has one, up to the home directory.
 * Whoever writes that file gets the keys that the command sends: it is used only if {@link readFoundFile} trusts it and
 * all addresses in it are on loopback.
 */
export async function findLocalOutputs(
  directory: string,
  home = homedir(),
): Promise<FoundDeployment | undefined> {
  return search(await realpath(directory), await realpath(home).catch(() => undefined));
}

async function search(directory: string, home: string | undefined): Promise<FoundDeployment | undefined> {
  const found = await readOutputs(join(directory, ".local", "outputs.json"));
  const above = dirname(directory);
  if (found !== undefined || above === directory || directory === home) return found;
  return search(above, home);
}

const INSTEAD = "; or name the deployment with --api-url or --stack";

/** Undefined where there is no such file, or one of another shape. */
async function readOutputs(file: string): Promise<FoundDeployment | undefined> {
  try {
    const local = parseLocalOutputs((await readFoundFile(file)) ?? "");
    if (local === undefined) return undefined;
    const foreign = [local.apiUrl, local.awsEndpoint].find((url) => !isLoopback(url));
    if (foreign === undefined) return { file, local };
    return { file, refusal: `${file} is not used: ${foreign} is not on loopback${INSTEAD}` };
  } catch (error) {
    if (error instanceof UsageError) return { file, refusal: `${error.message}${INSTEAD}` };
    throw error;
  }
}
