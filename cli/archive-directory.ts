import { readdir, readFile, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { DIGESTS_PREFIX, EVENTS_PREFIX } from "../shared/audit/archive-layout.ts";
import type { ArchiveReader } from "../shared/audit/ports.ts";
import { UsageError } from "./failure.ts";

/** A copy of the audit archive on disk, as `keyferry audit download` or `aws s3 sync` make it. */
export function archiveDirectory(directory: string): ArchiveReader {
  return {
    async *list(prefix, after = "") {
      const names = await readdir(join(directory, prefix), { recursive: true, withFileTypes: true }).catch(
        () => [],
      );
      const keys = names
        .filter((entry) => entry.isFile() && !entry.name.endsWith(".part"))
        .map((entry) => join(entry.parentPath, entry.name).slice(join(directory, sep).length))
        .map((path) => path.split(sep).join("/"));
      yield* keys.filter((key) => key > after).sort();
    },
    read: (key) => readFile(join(directory, key)),
  };
}

/** @throws UsageError where the directory holds no archive at all: a mistyped path, and not an altered log. */
export async function requireArchive(directory: string): Promise<void> {
  const found = await Promise.all(
    [EVENTS_PREFIX, DIGESTS_PREFIX].map((prefix) => stat(join(directory, prefix)).catch(() => undefined)),
  );
  if (found.every((entry) => entry === undefined)) {
    throw new UsageError("the directory holds no audit archive: make a copy with keyferry audit download");
  }
}
