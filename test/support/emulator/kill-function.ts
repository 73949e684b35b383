import { readdir, readFile } from "node:fs/promises";

/**
 * Kills a function's processes, as a failing machine would, and returns their number. The emulator runs each
 * function in separate Node processes, whose environment has the function's name.
 * @param directory distinguishes this emulator's processes from another's
 */
export async function killFunction(name: string, directory: string): Promise<number> {
  let killed = 0;
  for (const id of (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry))) {
    const environment = await readFile(`/proc/${id}/environ`, "utf8").catch(() => "");
    const variables = environment.split("\0");
    const isIt = variables.some(
      (line) => line.startsWith("AWS_LAMBDA_FUNCTION_NAME=") && line.includes(name),
    );
    if (!isIt || !environment.includes(directory)) continue;
    try {
      process.kill(Number(id), "SIGKILL");
      killed += 1;
    } catch {
      // The process ended in between.
    }
  }
  return killed;
}
