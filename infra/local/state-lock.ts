import { stat } from "node:fs/promises";
import { join } from "node:path";
import { LocalAwsError } from "./local-aws-error.ts";
import { runCommand } from "./run-command.ts";

const SCRIPT = join(import.meta.dirname, "state_lock.py");
/** As state_lock.py names it. */
const LOCK_FILE = "emulator.lock";
const HELD = 3;

/**
 * Whether an emulator works on the state in this directory, or is still saving it. Not asked by its port: on the port of
 * an emulator that was stopped, another one may listen.
 * @throws LocalAwsError where that cannot be told.
 */
export async function isStateInUse(python: string, directory: string): Promise<boolean> {
  if (!(await stat(join(directory, LOCK_FILE)).catch(() => undefined))) return false;
  const { status, output } = await runCommand(python, [SCRIPT], { cwd: directory, environment: process.env });
  if (status !== 0 && status !== HELD) {
    throw new LocalAwsError(`Nobody can tell whether an emulator works on ${directory}: ${output.trim()}`);
  }
  return status === HELD;
}
