import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as z from "zod/mini";

const text = z.string();

/** What `npm start` writes about the deployment that it runs, as far as the command needs it. */
const schema = z.object({
  apiUrl: text,
  managementKey: text,
  workspaceId: text,
  commandQueueUrl: text,
  importQueueUrl: text,
  tableName: text,
  intakeKeyId: text,
  archiveQueueUrl: text,
  auditArchiveName: text,
  auditKeyId: text,
  auditorName: text,
  webhookSourcesPath: text,
  awsEndpoint: text,
  region: text,
});

export type LocalOutputs = z.infer<typeof schema>;

/** `.local/outputs.json` of this directory or of one above it. */
export async function findLocalOutputs(directory: string): Promise<LocalOutputs | undefined> {
  const content = await readFile(join(directory, ".local", "outputs.json"), "utf8").catch(() => undefined);
  const found = content === undefined ? undefined : parse(content);
  if (found !== undefined) return found;
  const above = dirname(directory);
  return above === directory ? undefined : findLocalOutputs(above);
}

function parse(content: string): LocalOutputs | undefined {
  try {
    return schema.safeParse(JSON.parse(content)).data;
  } catch {
    return undefined;
  }
}
