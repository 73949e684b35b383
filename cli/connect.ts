import { dynamodbManagementKeyStore } from "../shared/access/dynamodb-management-keys.ts";
import type { ManagementKeyStore } from "../shared/access/ports.ts";
import { dynamodbFingerprintReader } from "../shared/imports/dynamodb-fingerprint-reader.ts";
import { dynamodbImportReader } from "../shared/imports/dynamodb-import-reader.ts";
import { type DuplicateInStore, findImportDuplicates } from "../shared/imports/find-import-duplicates.ts";
import type { DeadLetters } from "../shared/operations/ports.ts";
import { sqsDeadLetters } from "../shared/operations/sqs-dead-letters.ts";
import { findDeployment } from "./deployment.ts";
import type { Settings } from "./settings.ts";

/*
 * What needs AWS credentials. Commands import this when they run: to load the AWS SDK takes half a second and 50 MB,
 * which `--help` and the commands of the HTTP API do not pay.
 */

export const connectManagementKeys = async (settings: Settings): Promise<ManagementKeyStore> =>
  dynamodbManagementKeyStore((await findDeployment(settings)).table);

export async function connectDeadLetters(settings: Settings, queue: string): Promise<DeadLetters> {
  const { sqs, commandQueueUrl, importQueueUrl, archiveQueueUrl } = await findDeployment(settings);
  const urls = new Map([
    ["imports", importQueueUrl],
    ["archive", archiveQueueUrl],
  ]);
  return sqsDeadLetters(sqs, urls.get(queue) ?? commandQueueUrl);
}

/** The rows of an import whose key another credential of the same workspace has, by fingerprint. */
export async function findDuplicates(
  importId: string,
  settings: Settings,
): Promise<readonly DuplicateInStore[]> {
  const { table } = await findDeployment(settings);
  const ports = { fingerprints: dynamodbFingerprintReader(table), imports: dynamodbImportReader(table) };
  return findImportDuplicates(importId, ports);
}
