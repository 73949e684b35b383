import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { CLIENT_SETTINGS } from "../../../shared/lambda/client-settings.ts";
import { dynamodbCredentialVaultReader } from "../../../shared/vault/dynamodb-credential-vault-reader.ts";
import { kmsVaultOpener } from "../../../shared/vault/kms-vault.ts";
import { openCredential } from "../../../shared/vault/open-credential.ts";

/* A router's use of openCredential as a handler, which opens these credentials one after the other. */

const dependencies = {
  credentials: dynamodbCredentialVaultReader({
    client: new DynamoDBClient(CLIENT_SETTINGS),
    name: String(process.env.TABLE_NAME),
  }),
  vault: kmsVaultOpener(new KMSClient(CLIENT_SETTINGS), String(process.env.VAULT_KEY_ID)),
};

export const handler = async (ids: readonly string[]): Promise<void> => {
  for (const id of ids) await openCredential(id, dependencies);
};
