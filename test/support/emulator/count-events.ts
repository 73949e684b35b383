import { type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";

/**
 * The ids of these credentials' `credential.created` events in the log, by credential. The relay writes it once the bus has an
 * event: after the credential is there.
 */
export async function countEvents(
  client: DynamoDBClient,
  TableName: string,
  credentials: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
    for (const { pk, sk, type } of Items) {
      const id = /^AUDIT#(.*)$/.exec(pk?.S ?? "")?.[1];
      if (id === undefined || !credentials.has(id) || type?.S !== "credential.created") continue;
      found.set(id, [...(found.get(id) ?? []), sk?.S ?? ""]);
    }
  }
  return found;
}
