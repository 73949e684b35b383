import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import * as z from "zod/mini";
import { type LocalOutputs, parseLocalOutputs } from "../../shared/operations/local-outputs.ts";

const text = z.string().check(z.minLength(1));

/** The CfnOutputs of the stack, by their names in the template. */
export const stackOutputsSchema = z.object({
  ApiId: text,
  CommandQueueUrl: text,
  ImportQueueUrl: text,
  UseQueueUrl: text,
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

export type StackOutputs = z.infer<typeof stackOutputsSchema>;
export type MintedKey = Pick<LocalOutputs, "managementKey" | "workspaceId">;

/** The addresses of a deployment that has no management key yet. */
export type LocalAddresses = Omit<LocalOutputs, keyof MintedKey>;

/** Queue URLs say localhost, and the SDK warns on each call if a queue's host differs from its endpoint. */
const atEndpoint = (queueUrl: string, endpoint: string): string =>
  new URL(new URL(queueUrl).pathname, endpoint).href;

/** By path, because not every resolver knows names under .localhost. The $default stage needs no path segment. */
export const localApiUrl = (awsEndpoint: string, apiId: string): string =>
  `${awsEndpoint}/_aws/execute-api/${apiId}`;

export const describeDeployment = (
  stack: StackOutputs,
  awsEndpoint: string,
  region: string,
): LocalAddresses => ({
  apiUrl: localApiUrl(awsEndpoint, stack.ApiId),
  commandQueueUrl: atEndpoint(stack.CommandQueueUrl, awsEndpoint),
  importQueueUrl: atEndpoint(stack.ImportQueueUrl, awsEndpoint),
  useQueueUrl: atEndpoint(stack.UseQueueUrl, awsEndpoint),
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

/** Undefined if there is no such file, or if it has another shape (an older version wrote it). */
export async function readOutputs(file: string): Promise<LocalOutputs | undefined> {
  return parseLocalOutputs(await readFile(file, "utf8").catch(() => ""));
}

/**
 * Only the owner may read the file, because the management key is in it, and write to its directory: the CLI believes no
 * other.
 */
export async function writeOutputs(file: string, outputs: LocalOutputs): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, `${JSON.stringify(outputs, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
