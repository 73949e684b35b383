import { type FileHandle, open, stat } from "node:fs/promises";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { UsageError } from "../failure.ts";

/** A file that is written after an import, and was opened before it. */
export interface OutputFile {
  readonly name: string;
  /**
   * Puts this text in the place of what the file had.
   * @throws KeyferryError `internal` where it cannot be written to its end, as on a full disk: the import itself stands.
   */
  write(text: AsyncIterable<string>): Promise<void>;
  close(): Promise<void>;
}

/** For the eyes of its owner alone. */
const MODE = 0o600;

/**
 * Opens a file for what is written at the end, so that a path that cannot be written is found before the first row is
 * sent. What the file has stays there until then.
 * @param source the file with the keys, which must not be overwritten.
 * @throws UsageError where it cannot be opened.
 */
export async function openOutputFile(
  option: string,
  name: string,
  source: string | null,
): Promise<OutputFile> {
  const handle = await openToWrite(option, name);
  const [own, other] = [await handle.stat(), source === null ? null : await stat(source)];
  if (own.dev === other?.dev && own.ino === other.ino) {
    await handle.close();
    throw new UsageError(`${option} names the file that is imported: name another one`);
  }
  return {
    name,
    async write(text) {
      try {
        if (own.isFile()) {
          await handle.chmod(MODE);
          await handle.truncate(0);
        }
        await handle.writeFile(text);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === undefined || error instanceof KeyferryError) throw error;
        throw new KeyferryError(
          "internal",
          `the file of ${option} could not be written to its end (${code}). The import itself is not affected: the ` +
            "same command writes the file again",
        );
      }
    },
    close: () => handle.close(),
  };
}

async function openToWrite(option: string, name: string): Promise<FileHandle> {
  try {
    return await open(name, "a", MODE);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`the file of ${option} cannot be written (${code}). Nothing was sent`);
  }
}
