import { TransactionCanceledException, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { callAws } from "../kernel/call-aws.ts";
import type { Table } from "../table/dynamodb-reads.ts";
import { managementKeyKey } from "./dynamodb-management-keys.ts";
import type { KeyUseLedger } from "./ports.ts";

/** The worker's access to management keys: it may set `last_used_at` of an existing one, and nothing else. */
export function dynamodbKeyUseLedger({ client, name }: Table): KeyUseLedger {
  return {
    async note({ token_hash, used_at }) {
      const update = {
        TableName: name,
        Key: managementKeyKey(token_hash),
        UpdateExpression: "SET last_used_at = :used_at",
        ConditionExpression: "attribute_exists(pk) AND NOT last_used_at >= :used_at",
        ExpressionAttributeValues: marshall({ ":used_at": used_at }),
      };
      const command = new TransactWriteItemsCommand({ TransactItems: [{ Update: update }] });
      await callAws("dynamodb:TransactWriteItems", () =>
        client.send(command).catch((error: unknown) => {
          if (!isOutdated(error)) throw error;
        }),
      );
    },
  };
}

const isOutdated = (error: unknown): boolean =>
  error instanceof TransactionCanceledException &&
  error.CancellationReasons?.[0]?.Code === "ConditionalCheckFailed";
