import { constants } from "node:fs";
import { lstat, open, readlink } from "node:fs/promises";
import { dirname, join, parse, resolve, sep } from "node:path";
import { UsageError } from "./failure.ts";

/** A directory, a symbolic link or the file on a path. */
export interface PathStep {
  readonly path: string;
  readonly owner: number;
  readonly group: number;
  /** Permissions with the sticky bit. */
  readonly mode: number;
  readonly isLink?: boolean;
}

const ROOT = 0;
const GROUP_WRITES = 0o020;
const OTHERS_WRITE = 0o002;
const STICKY = 0o1000;
/** As many as Linux follows. */
const MAX_LINKS = 40;

/**
 * The content of a file that no flag or variable named; undefined where there is none. Such a file decides where keys
 * go, so it is used only if the caller alone (and root) can have written it or put it there. Windows has no owners and
 * modes to ask for: there, every file is read.
 * @throws UsageError with the path and the way to mend it, where somebody else could, or where it cannot be read.
 */
export async function readFoundFile(path: string, user = process.geteuid?.()): Promise<string | undefined> {
  try {
    const steps = await stepsTo(resolve(path));
    const weakness = user === undefined ? undefined : weaknessOf(steps, user);
    if (weakness !== undefined) throw new UsageError(`${path} is not used: ${weakness}`);
    return await readRegularFile(steps.at(-1)?.path ?? path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new UsageError(`${path} is not used: it cannot be read (${code})`);
  }
}

/**
 * Who but the caller and root could write the file at the end of a path, or put another one in its place, in words;
 * undefined if nobody could. A group whose number is the caller's is taken for the private group that Linux gives each
 * user, for which it lets new files be group-writable.
 * @param steps from the root to the file.
 */
export function weaknessOf(steps: readonly PathStep[], user: number): string | undefined {
  for (const [index, { path, owner, group, mode, isLink }] of steps.entries()) {
    if (owner !== user && owner !== ROOT) return `${path} belongs to another user (${owner})`;
    if (isLink) continue;
    const othersWrite = (mode & OTHERS_WRITE) !== 0 || ((mode & GROUP_WRITES) !== 0 && group !== user);
    // In a sticky directory, nobody else may move or replace what belongs to the caller, which the next step must.
    const isProtected = (mode & STICKY) !== 0 && index < steps.length - 2;
    if (othersWrite && !isProtected) return `others may write ${path}: chmod go-w ${path}`;
  }
  return undefined;
}

/**
 * What the system passes on its way to a file, in that order. A directory is looked at before what is in it, so nobody
 * can exchange a step that was found in order.
 */
async function stepsTo(path: string): Promise<readonly PathStep[]> {
  const { root } = parse(path);
  let at = root;
  let links = 0;
  const steps = [await stepAt(root)];
  const rest = namesIn(path.slice(root.length));
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === "..") {
      at = dirname(at);
      continue;
    }
    const next = join(at, name);
    const step = await stepAt(next);
    steps.push(step);
    if (!step.isLink) {
      at = next;
      continue;
    }
    links += 1;
    if (links > MAX_LINKS) throw Object.assign(new Error("too many links"), { code: "ELOOP" });
    const target = await readlink(next);
    const { root: start } = parse(target);
    if (start !== "") at = start;
    rest.unshift(...namesIn(target.slice(start.length)));
  }
  return steps;
}

const namesIn = (path: string): string[] => path.split(sep).filter((name) => name !== "" && name !== ".");

async function stepAt(path: string): Promise<PathStep> {
  const stats = await lstat(path);
  return {
    path,
    owner: stats.uid,
    group: stats.gid,
    mode: stats.mode & 0o7777,
    isLink: stats.isSymbolicLink(),
  };
}

async function readRegularFile(path: string): Promise<string> {
  // Without waiting for whoever writes into a pipe.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!(await handle.stat()).isFile()) throw new UsageError(`${path} is not used: it is no file`);
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}
