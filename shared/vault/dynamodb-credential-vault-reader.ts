import {
  credentialKey,
  encryptedKeyOf,
  fromCredentialItem,
  isCredentialItem,
} from "../credentials/credential-item.ts";
import { batchGet, type Table } from "../table/dynamodb-reads.ts";
import {
  CREDENTIAL_ATTRIBUTES,
  KEY_ATTRIBUTES,
  LISTING_INDEX,
  PARTITION_KEY,
} from "../table/table-layout.ts";
import type { CredentialVaultReader } from "./ports.ts";

const STORED = [PARTITION_KEY, LISTING_INDEX.partitionKey, ...CREDENTIAL_ATTRIBUTES, ...KEY_ATTRIBUTES];

/** An opener's view of the table: credentials with their ciphertext. No function of keyferry may read like this. */
export function dynamodbCredentialVaultReader(table: Table): CredentialVaultReader {
  return {
    async findStored(id) {
      const [item] = await batchGet(table, [credentialKey(id)], STORED);
      return item === undefined || !isCredentialItem(item)
        ? null
        : { credential: fromCredentialItem(item), encryptedKey: encryptedKeyOf(item) };
    },
  };
}
