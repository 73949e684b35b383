import { unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod/mini";
import type { EncryptedKey } from "../credentials/credential.ts";
import {
  credentialIdOf,
  credentialKey,
  fromCredentialItem,
  isCredentialItem,
} from "../credentials/credential-item.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { batchGet, type Table } from "../table/dynamodb-reads.ts";
import { parseItem } from "../table/parse-item.ts";
import { KEY_ATTRIBUTES, READABLE_BY_RESOLVERS } from "../table/table-layout.ts";
import { ENCRYPTION_SCHEME } from "./encrypt-key.ts";
import type { CredentialsVaultReader, CredentialVaultReader, StoredCredential } from "./ports.ts";

/** An opener's access to the table: credentials with their ciphertext. No function of keyferry has it. */
export function dynamodbCredentialVaultReader(table: Table): CredentialVaultReader & CredentialsVaultReader {
  return {
    async findStored(id) {
      const [item] = await batchGet(table, [credentialKey(id)], READABLE_BY_RESOLVERS);
      return item === undefined || !isCredentialItem(item) ? null : toStored(item);
    },

    async findAllStored(ids, versionOf) {
      const stored: StoredCredential[] = [];
      const unchanged: string[] = [];
      const unreadable: string[] = [];
      for (const item of await batchGet(table, ids.map(credentialKey), READABLE_BY_RESOLVERS)) {
        const id = credentialIdOf(item);
        if (!isCredentialItem(item)) {
          unreadable.push(id);
          continue;
        }
        if (item.version?.N !== undefined && Number(item.version.N) === versionOf(id)) {
          unchanged.push(id);
          continue;
        }
        try {
          const found = toStored(item);
          if (isOfThisVersion(found)) stored.push(found);
          else unreadable.push(id);
        } catch {
          unreadable.push(id);
        }
      }
      return { stored, unchanged, unreadable };
    },
  };
}

const toStored = (item: Item): StoredCredential => ({
  credential: fromCredentialItem(item),
  encryptedKey: encryptedKeyOf(item),
});

/** A record that was written by a newer version, which may also have rules that this one does not know. */
const isOfThisVersion = ({ encryptedKey }: StoredCredential): boolean =>
  encryptedKey === null || encryptedKey.scheme === ENCRYPTION_SCHEME;

const bytes = z.instanceof(Uint8Array);

const storedKeySchema: z.ZodMiniType<EncryptedKey> = z.object({
  scheme: z.number(),
  ciphertext: bytes,
  wrapped_key: bytes,
});

/** Null if the key was wiped. @throws KeyferryError `internal` if a part of it has the wrong type. */
export function encryptedKeyOf(item: Item): EncryptedKey | null {
  if (KEY_ATTRIBUTES.some((name) => item[name] === undefined)) return null;
  return parseItem(storedKeySchema, unmarshall(item), "encrypted key");
}
