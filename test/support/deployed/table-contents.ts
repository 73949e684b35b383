import { GetItemCommand, paginateScan } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { credentialKey } from "../../../shared/credentials/credential-item.ts";
import { deployment, dynamodb } from "./deployment.ts";

/** A credential's item with all of its attributes, which only an operator may read. */
export async function storedItem(id: string): Promise<Record<string, unknown>> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: deployment.tableName, Key: credentialKey(id), ConsistentRead: true }),
  );
  return Item === undefined ? {} : unmarshall(Item);
}

/** Whether any item of the table has these bytes as an attribute. */
export async function isInTable(bytes: unknown): Promise<boolean> {
  const wanted = Buffer.from(bytes as Uint8Array);
  const pages = paginateScan({ client: dynamodb }, { TableName: deployment.tableName, ConsistentRead: true });
  for await (const { Items = [] } of pages) {
    const attributes = Items.flatMap((item) => Object.values(item));
    if (attributes.some(({ B }) => B !== undefined && wanted.equals(B))) return true;
  }
  return false;
}
