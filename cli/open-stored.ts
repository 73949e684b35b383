import { KMSClient } from "@aws-sdk/client-kms";
import type { Credential } from "../shared/credentials/credential.ts";
import { KeyferryError } from "../shared/kernel/errors.ts";
import type { Secret } from "../shared/kernel/secret.ts";
import { uuidSchema } from "../shared/kernel/uuid.ts";
import { dynamodbCredentialVaultReader } from "../shared/vault/dynamodb-credential-vault-reader.ts";
import { kmsVaultOpener } from "../shared/vault/kms-vault.ts";
import { openCredential } from "../shared/vault/open-credential.ts";
import { tableOf } from "./aws-clients.ts";
import { findDeployment } from "./deployment.ts";
import type { CliSettings } from "./settings.ts";

export interface OpenedCredential {
  readonly credential: Credential;
  readonly key: Secret;
}

/**
 * Opens a credential as a router does, with the caller's AWS credentials.
 * @throws KeyferryError `not_found` for a credential that does not exist or was deleted, and those of
 *   {@link openCredential}.
 */
export async function openStored(id: string, settings: CliSettings): Promise<OpenedCredential> {
  const deployment = await findDeployment(settings);
  const credentialId = uuidSchema.safeParse(id);
  const reader = dynamodbCredentialVaultReader(tableOf(deployment));
  const stored = credentialId.success ? await reader.findStored(credentialId.data) : null;
  if (stored === null || stored.credential.deleted_at !== null) {
    throw new KeyferryError("not_found", "there is no such credential, or it was deleted");
  }
  const { aws, output } = deployment;
  const vault = kmsVaultOpener(new KMSClient(aws), output("vaultKeyId"));
  const key = await openCredential(id, { credentials: { findStored: async () => stored }, vault });
  return { credential: stored.credential, key };
}
