import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import * as z from "zod/mini";
import { deriveId } from "../../shared/kernel/derive-id.ts";
import { parseJson } from "../../shared/kernel/parse-json.ts";

const schema = z.object({ sent_through: z.int().check(z.minimum(0)) });

/**
 * How far an import was sent from this machine: a row number and nothing else. It saves sending rows again that are
 * still on the queue. The deployment knows which rows have an outcome, so nothing depends on this file.
 */
export interface Checkpoint {
  /** The row up to which all rows were sent; 0 where nothing is known. */
  read(): Promise<number>;
  write(sentThrough: number): Promise<void>;
  remove(): Promise<void>;
}

export const stateDirectory = (environment: NodeJS.ProcessEnv): string => {
  const { XDG_STATE_HOME } = environment;
  return join(XDG_STATE_HOME ?? join(homedir(), ".local", "state"), "keyferry", "imports");
};

/** @param deployment tells deployments apart, also a local one from an earlier one at the same address. */
export function checkpointOf(directory: string, importId: string, deployment: readonly string[]): Checkpoint {
  const file = join(directory, `${deriveId("checkpoint", importId, ...deployment)}.json`);
  return {
    async read() {
      const content = await readFile(file, "utf8").catch(() => "");
      return schema.safeParse(parseJson(content)).data?.sent_through ?? 0;
    },
    async write(sent_through) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await writeFile(`${file}.new`, JSON.stringify({ sent_through }), { mode: 0o600 });
      await rename(`${file}.new`, file);
    },
    remove: () => rm(file, { force: true }),
  };
}
