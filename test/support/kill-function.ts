import { readdir, readFile } from "node:fs/promises";

/**
 * Ends a function's processes as a machine that fails would, and answers how many there were. The emulator runs each
 * function in Node processes of its own, which know the function's name from their environment.
 * @param directory tells this emulator's processes from another's.
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
      // It ended by itself in between.
    }
  }
  return killed;
}
