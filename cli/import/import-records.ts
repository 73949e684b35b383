import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod/mini";
import { deriveId, keyedDigest } from "../../shared/kernel/derive-id.ts";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { parseJson } from "../../shared/kernel/parse-json.ts";
import { uuidSchema } from "../../shared/kernel/uuid.ts";
import { UsageError } from "../failure.ts";
import { readFoundFile } from "../found-file.ts";
import { createStateFile, replaceStateFile, stateHome } from "../state-files.ts";

/** How far an import was sent from this machine. */
export interface Checkpoint {
  /** The row up to which all rows were sent; 0 where nothing is known. */
  read(): Promise<number>;
  write(sentThrough: number): Promise<void>;
}

/**
 * What this machine remembers of its imports into one deployment: the id of each, the content that it was of, and how far
 * it was sent. The id is random, since it stands in events and logs, and a file can be guessed. So only this record finds
 * the id of a file again. Of content, it holds digests under a secret of this machine.
 */
export interface ImportRecords {
  /** The id under which this content was imported from here. */
  find(content: string): Promise<string | undefined>;
  /** Whether this import was sent from here. */
  has(importId: string): Promise<boolean>;
  /** Remembers an import before its first row is sent. Returns its id, or that of a command which came first. */
  add(content: string, importId: string): Promise<string>;
  /**
   * Remembers that this content has this id, which the caller named.
   * @throws KeyferryError `conflict` where this machine sent other content under it.
   */
  bind(content: string, importId: string): Promise<void>;
  checkpoint(importId: string): Checkpoint;
  /** Forgets an import that was undone, so that the same file is a new import. */
  forget(importId: string): Promise<void>;
}

const fileSchema = z.object({ import_id: uuidSchema });
const importSchema = z.object({
  /** The digest of its content; null for standard input. */
  content: z.nullable(z.string()),
  sent_through: z.int().check(z.minimum(0)),
});
type StoredImport = z.infer<typeof importSchema>;

export const stateDirectory = (environment: NodeJS.ProcessEnv): string =>
  join(stateHome(environment), "imports");

/**
 * @param deployment the id of its intake key: the same whatever leads there, and another one for a local deployment that
 *   was started over.
 * @throws UsageError from every method, for files that others could have written and for a directory that cannot be used.
 */
export function importRecords(directory: string, deployment: string): ImportRecords {
  const path = (name: string) => join(directory, name);
  const importFile = (importId: string) => path(`${deriveId("checkpoint", importId, deployment)}.json`);
  const contentFile = (digest: string) => path(`${digest}.json`);

  const digestOf = async (content: string): Promise<string> => {
    const secret = await createStateFile(path("secret"), randomBytes(32).toString("hex"));
    return keyedDigest(secret, JSON.stringify([content, deployment]));
  };
  const readImport = async (importId: string): Promise<StoredImport | undefined> =>
    importSchema.safeParse(parseJson((await readFoundFile(importFile(importId))) ?? "")).data;
  const writeImport = (importId: string, stored: StoredImport): Promise<void> =>
    replaceStateFile(importFile(importId), JSON.stringify(stored));

  return {
    async find(content) {
      const file = contentFile(await digestOf(content));
      const text = await readFoundFile(file);
      return text === undefined ? undefined : importIdIn(text, file);
    },
    has: async (importId) => (await readImport(importId)) !== undefined,
    async add(content, importId) {
      const digest = await digestOf(content);
      await writeImport(importId, { content: digest, sent_through: 0 });
      const file = contentFile(digest);
      return importIdIn(await createStateFile(file, JSON.stringify({ import_id: importId })), file);
    },
    async bind(content, importId) {
      const digest = await digestOf(content);
      const stored = await readImport(importId);
      if (stored !== undefined && stored.content !== null && stored.content !== digest) {
        throw new KeyferryError(
          "conflict",
          `the import ${importId} was of another file or of other options, or the file has changed since`,
        );
      }
      await writeImport(importId, { content: digest, sent_through: stored?.sent_through ?? 0 });
      await replaceStateFile(contentFile(digest), JSON.stringify({ import_id: importId }));
    },
    async forget(importId) {
      const stored = await readImport(importId);
      if (stored?.content) await rm(contentFile(stored.content), { force: true });
      await rm(importFile(importId), { force: true });
    },
    checkpoint: (importId) => ({
      read: async () => (await readImport(importId))?.sent_through ?? 0,
      async write(sent_through) {
        await writeImport(importId, { content: (await readImport(importId))?.content ?? null, sent_through });
      },
    }),
  };
}

/** Without its id, a file that was imported would be imported a second time: a broken record is no missing one. */
function importIdIn(text: string, file: string): string {
  const { data } = fileSchema.safeParse(parseJson(text));
  if (data === undefined) throw new UsageError(`${file} is not the record of an import: remove it`);
  return data.import_id;
}
