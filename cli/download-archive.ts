import { lstat, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DIGESTS_PREFIX, EVENTS_PREFIX, sequenceOf, timeOfEvents } from "../shared/audit/archive-layout.ts";
import type { ArchiveReader } from "../shared/audit/ports.ts";
import { UsageError } from "./failure.ts";

export interface Download {
  readonly copied: number;
  readonly objects: number;
  /** How many have a key that keyferry gives no object: whoever may write to the bucket chose it. */
  readonly skipped: number;
  /** The first of those keys. */
  readonly skipped_keys: readonly string[];
}

const SHOWN_KEYS = 5;

/**
 * Copies the objects that are new; objects never change.
 * @throws UsageError where a symbolic link in the directory would lead out of it.
 */
export async function downloadArchive(archive: ArchiveReader, directory: string): Promise<Download> {
  let copied = 0;
  let objects = 0;
  let skipped = 0;
  const skipped_keys: string[] = [];
  await mkdir(directory, { recursive: true });
  // What a digest vouches for was there before it. So the digests that there are now are copied once the events are.
  const digests: string[] = [];
  for await (const key of archive.list(DIGESTS_PREFIX)) digests.push(key);
  for (const [prefix, keys] of [
    [EVENTS_PREFIX, archive.list(EVENTS_PREFIX)],
    [DIGESTS_PREFIX, digests],
  ] as const) {
    await makeDirectory(join(directory, prefix));
    for await (const key of keys) {
      objects += 1;
      if (timeOfEvents(key) === null && sequenceOf(key) === null) {
        skipped += 1;
        if (skipped_keys.length < SHOWN_KEYS) skipped_keys.push(key);
      } else if (await download(key, archive, directory)) copied += 1;
    }
  }
  return { copied, objects, skipped, skipped_keys };
}

/** False where the object is there already. */
async function download(key: string, archive: ArchiveReader, directory: string): Promise<boolean> {
  const names = key.split("/");
  let at = directory;
  for (const name of names.slice(0, -1)) {
    at = join(at, name);
    await makeDirectory(at);
  }
  const file = join(at, names.at(-1) ?? "");
  if (await exists(file)) return false;
  // Under its own name only when it is complete: half a download must not look like an altered log. What an earlier
  // download left there is removed, since the flag refuses to write through a link.
  const part = `${file}.part`;
  await rm(part, { force: true });
  await writeFile(part, await archive.read(key), { flag: "wx" });
  await rename(part, file);
  return true;
}

async function makeDirectory(path: string): Promise<void> {
  if (!(await exists(path))) await mkdir(path, { recursive: true });
}

/** @throws UsageError for a symbolic link, wherever it leads. */
async function exists(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats?.isSymbolicLink()) throw new UsageError(`${path} is a symbolic link: remove it from the copy`);
  return stats !== undefined;
}
