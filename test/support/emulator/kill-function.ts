import { readdir, readFile } from "node:fs/promises";

/** A process of a function: the emulator runs each function in separate Node processes. */
export interface FunctionProcess {
  readonly id: number;
  /** The function's whole name. */
  readonly name: string;
  /** With which the function signs its calls. Every function has its own, and all its processes the same. */
  readonly accessKey: string;
}

/** The processes of all functions. @param directory distinguishes this emulator's processes from another's */
export async function functionProcesses(directory: string): Promise<FunctionProcess[]> {
  const found: FunctionProcess[] = [];
  for (const id of (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry))) {
    const environment = await readFile(`/proc/${id}/environ`, "utf8").catch(() => "");
    if (!environment.includes(directory)) continue;
    const variables = new Map(environment.split("\0").map((line) => line.split("=", 2) as [string, string]));
    const [name, accessKey] = [variables.get("AWS_LAMBDA_FUNCTION_NAME"), variables.get("AWS_ACCESS_KEY_ID")];
    if (name !== undefined && accessKey !== undefined) found.push({ id: Number(id), name, accessKey });
  }
  return found;
}

/** Kills a function's processes, as a failing machine would, and returns their number. @param name a part of it */
export async function killFunction(name: string, directory: string): Promise<number> {
  let killed = 0;
  const processes = await functionProcesses(directory);
  for (const { id } of processes.filter((each) => each.name.includes(name))) {
    try {
      process.kill(id, "SIGKILL");
      killed += 1;
    } catch {
      // The process ended in between.
    }
  }
  return killed;
}
