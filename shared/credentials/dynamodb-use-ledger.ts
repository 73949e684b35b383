import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { isAwsError } from "../kernel/call-aws.ts";
import { batchGet, type Table } from "../table/dynamodb-reads.ts";
import { patiently } from "../table/patiently.ts";
import { PARTITION_KEY } from "../table/table-layout.ts";
import { credentialIdOf, credentialKey } from "./credential-item.ts";
import { USE_OUTCOMES, type UseRow } from "./credential-use.ts";
import type { UseLedger } from "./ports.ts";
import { countOf, useKey } from "./use-item.ts";

/** The worker's record of uses: one small item for each credential, beside it and not in it. */
export const dynamodbUseLedger = (table: Table): UseLedger => ({
  async keyVersions(ids) {
    const items = await batchGet(table, ids.map(credentialKey), [PARTITION_KEY, "key_version"]);
    // What waits for its creation has no key version.
    return new Map(
      items.flatMap((item) =>
        item.key_version?.N === undefined
          ? []
          : [[credentialIdOf(item), Number(item.key_version.N)] as const],
      ),
    );
  },

  async note(row) {
    for (const change of [beginHour(row), addLater(row), add(row)]) {
      if (await update(table, row, change)) return;
    }
  },
});

interface Change {
  readonly expression: string;
  readonly condition: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The first use within a newer hour, or of a newer key, begins the counts again. */
function beginHour({ hour, key_version, last_used_at, outcomes }: UseRow): Change {
  const counts = USE_OUTCOMES.map((outcome) => [countOf(outcome), outcomes[outcome] ?? 0] as const);
  return {
    expression: `SET used_hour = :hour, key_version = :version, last_used_at = :at, ${counts
      .map(([name]) => `${name} = :${name}`)
      .join(", ")}`,
    condition:
      "attribute_not_exists(pk) OR used_hour < :hour OR (used_hour = :hour AND key_version < :version)",
    values: {
      ":hour": hour,
      ":version": key_version,
      ":at": last_used_at,
      ...Object.fromEntries(counts.map(([name, count]) => [`:${name}`, count])),
    },
  };
}

/** Uses within the hour that is counted. What is older than it changes nothing. */
function add({ hour, key_version, outcomes }: UseRow): Change {
  const counts = Object.entries(outcomes);
  return {
    expression: `ADD ${counts.map(([outcome]) => `used_${outcome} :${outcome}`).join(", ")}`,
    condition: "used_hour = :hour AND key_version = :version",
    values: {
      ":hour": hour,
      ":version": key_version,
      ...Object.fromEntries(counts.map(([outcome, count]) => [`:${outcome}`, count])),
    },
  };
}

/** Such uses, the last of which is later than all before. */
function addLater(row: UseRow): Change {
  const { expression, condition, values } = add(row);
  return {
    expression: `SET last_used_at = :at ${expression}`,
    condition: `${condition} AND last_used_at < :at`,
    values: { ...values, ":at": row.last_used_at },
  };
}

/** @returns whether the condition held. */
async function update(
  table: Table,
  row: UseRow,
  { expression, condition, values }: Change,
): Promise<boolean> {
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key: useKey(row.credential_id),
    UpdateExpression: expression,
    ConditionExpression: condition,
    ExpressionAttributeValues: marshall(values),
  });
  return await patiently(table, "dynamodb:UpdateItem", async () => {
    try {
      await table.client.send(command);
      return true;
    } catch (error) {
      if (!isAwsError(error, "ConditionalCheckFailedException")) throw error;
      return false;
    }
  });
}
