import { dynamodbCredentialReader } from "../shared/adapters/dynamodb-credential-reader.ts";
import { dynamodbImportReader } from "../shared/adapters/dynamodb-import-reader.ts";
import { type DuplicateInStore, findImportDuplicates } from "../shared/usecases/find-import-duplicates.ts";
import { findDeployment } from "./deployment.ts";
import type { Settings } from "./settings.ts";

/** The rows of an import whose key another credential of the same workspace has, by fingerprint. */
export async function findDuplicates(
  importId: string,
  settings: Settings,
): Promise<readonly DuplicateInStore[]> {
  const { table } = await findDeployment(settings);
  const ports = { reader: dynamodbCredentialReader(table), imports: dynamodbImportReader(table) };
  return findImportDuplicates(importId, ports);
}
