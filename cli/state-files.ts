import { randomBytes } from "node:crypto";
import { link, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { baseDirectory } from "./base-directory.ts";
import { UsageError } from "./failure.ts";
import { readFoundFile } from "./found-file.ts";

/*
 * Small files that this machine keeps for later commands, for the eyes of their owner alone. Each is written as a whole
 * or not at all, whatever is interrupted.
 */

/** Where this machine keeps them, by the XDG Base Directory Specification. */
export const stateHome = ({ XDG_STATE_HOME }: NodeJS.ProcessEnv): string =>
  join(baseDirectory(XDG_STATE_HOME, ".local", "state"), "keyferry");

/**
 * Writes a file unless there is one. Of several commands at a time, one writes it and all have the same content.
 * @returns the content of the file.
 * @throws UsageError where the directory cannot be used, or where others could have written the file.
 */
export async function createStateFile(file: string, content: string): Promise<string> {
  const present = await readFoundFile(file);
  if (present !== undefined) return present;
  const draft = await writeDraft(file, content);
  try {
    await link(draft, file);
    return content;
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw unusable(file, error);
    return (await readFoundFile(file)) ?? content;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Writes a file, in the place of the one that is there. @throws UsageError where the directory cannot be used. */
export async function replaceStateFile(file: string, content: string): Promise<void> {
  await rename(await writeDraft(file, content), file);
}

async function writeDraft(file: string, content: string): Promise<string> {
  const draft = `${file}.${randomBytes(8).toString("hex")}`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(draft, content, { mode: 0o600, flag: "wx" });
  } catch (error) {
    throw unusable(file, error);
  }
  return draft;
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const unusable = (file: string, error: unknown): UsageError =>
  new UsageError(
    `${dirname(file)} cannot be written (${codeOf(error)}), and without a file there this command cannot continue: ` +
      "set XDG_STATE_HOME to another directory",
  );
