import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { callAws, isAwsError } from "../kernel/call-aws.ts";
import type { Table } from "../table/dynamodb-reads.ts";
import { managementKeyKey } from "./dynamodb-management-keys.ts";
import type { KeyUseLedger } from "./ports.ts";

/** The worker's access to management keys: it may set `last_used_at` of an existing one, and nothing else. */
export function dynamodbKeyUseLedger({ client, name }: Table): KeyUseLedger {
  return {
    async note({ token_hash, used_at }) {
      const command = new UpdateItemCommand({
        TableName: name,
        Key: managementKeyKey(token_hash),
        UpdateExpression: "SET last_used_at = :used_at",
        ConditionExpression: "attribute_exists(pk) AND NOT last_used_at >= :used_at",
        ExpressionAttributeValues: marshall({ ":used_at": used_at }),
      });
      await callAws("dynamodb:UpdateItem", async () => {
        await client.send(command).catch((error: unknown) => {
          if (!isAwsError(error, "ConditionalCheckFailedException")) throw error;
        });
      });
    },
  };
}
