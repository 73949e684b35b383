import { dynamodbManagementKeyStore } from "../shared/access/dynamodb-management-keys.ts";
import type { ManagementKeyStore } from "../shared/access/ports.ts";
import { dynamodbFingerprintReader } from "../shared/imports/dynamodb-fingerprint-reader.ts";
import { dynamodbImportReader } from "../shared/imports/dynamodb-import-reader.ts";
import { type DuplicateInStore, findImportDuplicates } from "../shared/imports/find-import-duplicates.ts";
import type { DeadLetters } from "../shared/operations/ports.ts";
import { deadLettersOf, tableOf } from "./aws-clients.ts";
import { findDeployment } from "./deployment.ts";
import type { QueueName } from "./queues.ts";
import type { CliSettings } from "./settings.ts";

/*
 * What needs AWS credentials. Commands import this when they run: to load the AWS SDK takes half a second and 50 MB,
 * which `--help` and the commands of the HTTP API do not pay.
 */

export const connectManagementKeys = async (settings: CliSettings): Promise<ManagementKeyStore> =>
  dynamodbManagementKeyStore(tableOf(await findDeployment(settings)));

export const connectDeadLetters = async (settings: CliSettings, queue: QueueName): Promise<DeadLetters> =>
  deadLettersOf(await findDeployment(settings), queue);

/** The rows of an import whose key another credential of the same workspace has, by fingerprint. */
export async function findDuplicates(
  importId: string,
  settings: CliSettings,
): Promise<readonly DuplicateInStore[]> {
  const table = tableOf(await findDeployment(settings));
  const ports = { fingerprints: dynamodbFingerprintReader(table), imports: dynamodbImportReader(table) };
  return findImportDuplicates(importId, ports);
}
