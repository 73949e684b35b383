import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type LocalOutputs, parseLocalOutputs } from "../shared/operations/local-outputs.ts";

/** `.local/outputs.json` of this directory or of one above it. */
export async function findLocalOutputs(directory: string): Promise<LocalOutputs | undefined> {
  const content = await readFile(join(directory, ".local", "outputs.json"), "utf8").catch(() => "");
  const found = parseLocalOutputs(content);
  if (found !== undefined) return found;
  const above = dirname(directory);
  return above === directory ? undefined : findLocalOutputs(above);
}
