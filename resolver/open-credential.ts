import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { notFound } from "../shared/kernel/errors.ts";
import type { Secret } from "../shared/kernel/secret.ts";
import { dynamodbCredentialVaultReader } from "../shared/vault/dynamodb-credential-vault-reader.ts";
import { kmsVaultOpener } from "../shared/vault/kms-vault.ts";
import { openCredential as open } from "../shared/vault/open-credential.ts";
import type { CredentialRecord } from "./credential-record.ts";
import { toRecord } from "./to-record.ts";

/** Where a deployment keeps its credentials, and the clients to reach it with. */
export interface StoreOptions {
  /** The name of the table: the stack's output `TableName`. */
  readonly table: string;
  /** The id or ARN of the vault key: the stack's output `VaultKeyId`. */
  readonly vaultKey: string;
  /** Default: a client with the settings of the environment. */
  readonly dynamodb?: DynamoDBClient;
  /** Default: a client with the settings of the environment. */
  readonly kms?: KMSClient;
}

/** A connection to the credentials of one deployment. Keep it: it holds connections to AWS. */
export interface CredentialStore {
  readonly table: string;
  readonly vaultKey: string;
  readonly dynamodb: DynamoDBClient;
  readonly kms: KMSClient;
}

export interface OpenedCredential {
  readonly credential: CredentialRecord;
  /** The raw key, which prints as `[secret]`. `reveal(key)` gives the text. */
  readonly key: Secret;
}

/** Connects to the credentials of a deployment. It calls nothing yet. */
export const connectStore = ({ table, vaultKey, dynamodb, kms }: StoreOptions): CredentialStore => ({
  table,
  vaultKey,
  dynamodb: dynamodb ?? new DynamoDBClient(),
  kms: kms ?? new KMSClient(),
});

/**
 * Opens one credential, for an identity that the deployment allows to: `grantOpen` of the construct, or its option
 * `openers`. Two calls of AWS: `dynamodb:BatchGetItem` and `kms:Decrypt`.
 *
 * A disabled credential opens as well: look at `credential.disabled` and the `allowed_*` lists before you use the key.
 * @throws KeyferryError of the kind `not_found` for an unknown or deleted credential, `conflict` for a record that was
 *   moved to another row, altered, or given another record's data key, `unavailable` when KMS or the table does not
 *   answer.
 */
export async function openCredential(id: string, store: CredentialStore): Promise<OpenedCredential> {
  const table = { client: store.dynamodb, name: store.table };
  const stored = await dynamodbCredentialVaultReader(table).findStored(id);
  if (stored === null) throw notFound();
  const vault = kmsVaultOpener(store.kms, store.vaultKey);
  const key = await open(id, { credentials: { findStored: async () => stored }, vault });
  return { credential: toRecord(stored.credential), key };
}
