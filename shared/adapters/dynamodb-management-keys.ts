import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { ManagementKey } from "../domain/management-key.ts";
import type { ManagementKeys } from "../ports.ts";
import type { ManagementKeyStore } from "../usecases/mint-management-key.ts";
import { callAws } from "./aws-errors.ts";
import type { Item } from "./credential-item.ts";
import { batchGet, type Table } from "./dynamodb-reads.ts";
import { MANAGEMENT_KEY_ATTRIBUTES, PARTITION_KEY, PREFIX, SORT_KEY } from "./table-layout.ts";

const managementKeyKey = (tokenHash: string): Item =>
  marshall({ [PARTITION_KEY]: `${PREFIX.managementKey}${tokenHash}`, [SORT_KEY]: "MANAGEMENT_KEY" });

/** The door's view: finds a management key by its token's hash. */
export function dynamodbManagementKeys(table: Table): ManagementKeys {
  return {
    async find(tokenHash) {
      const [item] = await batchGet(table, [managementKeyKey(tokenHash)], MANAGEMENT_KEY_ATTRIBUTES);
      if (item === undefined) return null;
      const raw = unmarshall(item);
      return Object.fromEntries(
        MANAGEMENT_KEY_ATTRIBUTES.map((name) => [name, raw[name] ?? null]),
      ) as unknown as ManagementKey;
    },
  };
}

/** The operator's view: adds management keys. */
export function dynamodbManagementKeyStore(table: Table): ManagementKeyStore {
  return {
    async add(tokenHash, key) {
      const Item = { ...managementKeyKey(tokenHash), ...marshall(key) };
      await callAws("dynamodb:PutItem", () =>
        table.client.send(
          new PutItemCommand({
            TableName: table.name,
            Item,
            ConditionExpression: `attribute_not_exists(${PARTITION_KEY})`,
          }),
        ),
      );
    },
  };
}
