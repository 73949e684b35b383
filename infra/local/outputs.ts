import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import * as z from "zod/mini";

const text = z.string().check(z.minLength(1));

/** The CfnOutputs of the stack, under the names the template gives them. */
export const stackOutputsSchema = z.object({
  ApiId: text,
  CommandQueueUrl: text,
  ImportQueueUrl: text,
  TableName: text,
  EventBusName: text,
  IntakeKeyId: text,
  VaultKeyId: text,
  ArchiveQueueUrl: text,
  AuditArchiveName: text,
  AuditKeyId: text,
  AuditorName: text,
  WebhookSourcesPath: text,
});

const outputsSchema = z.object({
  /** Without a slash at its end. */
  apiUrl: text,
  managementKey: text,
  workspaceId: z.uuid(),
  commandQueueUrl: text,
  importQueueUrl: text,
  tableName: text,
  eventBusName: text,
  intakeKeyId: text,
  vaultKeyId: text,
  archiveQueueUrl: text,
  auditArchiveName: text,
  auditKeyId: text,
  auditorName: text,
  webhookSourcesPath: text,
  awsEndpoint: text,
  region: text,
});

export type StackOutputs = z.infer<typeof stackOutputsSchema>;
/** What `.local/outputs.json` tells tests, the CLI and people about the running deployment. */
export type Outputs = z.infer<typeof outputsSchema>;
export type MintedKey = Pick<Outputs, "managementKey" | "workspaceId">;

/** Where the deployment is, before there is a key to use it with. */
export type Deployment = Omit<Outputs, keyof MintedKey>;

/** Queue URLs say localhost, and the SDK warns on each call when a queue is elsewhere than its endpoint. */
const atEndpoint = (queueUrl: string, endpoint: string): string =>
  new URL(new URL(queueUrl).pathname, endpoint).href;

export const describeDeployment = (stack: StackOutputs, awsEndpoint: string, region: string): Deployment => ({
  // By path, since not every resolver knows names under .localhost; the $default stage needs no segment of its own.
  apiUrl: `${awsEndpoint}/_aws/execute-api/${stack.ApiId}`,
  commandQueueUrl: atEndpoint(stack.CommandQueueUrl, awsEndpoint),
  importQueueUrl: atEndpoint(stack.ImportQueueUrl, awsEndpoint),
  tableName: stack.TableName,
  eventBusName: stack.EventBusName,
  intakeKeyId: stack.IntakeKeyId,
  vaultKeyId: stack.VaultKeyId,
  archiveQueueUrl: atEndpoint(stack.ArchiveQueueUrl, awsEndpoint),
  auditArchiveName: stack.AuditArchiveName,
  auditKeyId: stack.AuditKeyId,
  auditorName: stack.AuditorName,
  webhookSourcesPath: stack.WebhookSourcesPath,
  awsEndpoint,
  region,
});

/** Undefined when there is no such file, or it is of another shape (written by an older version). */
export async function readOutputs(file: string): Promise<Outputs | undefined> {
  const content = await readFile(file, "utf8").catch(() => "null");
  try {
    return outputsSchema.parse(JSON.parse(content));
  } catch {
    return undefined;
  }
}

/** For its owner's eyes only, since the management key is in it. */
export async function writeOutputs(file: string, outputs: Outputs): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(outputs, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
