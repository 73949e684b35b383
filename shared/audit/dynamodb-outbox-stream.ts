import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { fromOutboxItem } from "./outbox-item.ts";
import type { OutboxEntry } from "./ports.ts";

/** The part of a DynamoDB stream record that counts here. */
export interface StreamRecord {
  readonly dynamodb?: { readonly NewImage?: unknown } | undefined;
}

/** The outbox entries in a batch of the table's stream. A record that does not read as one is the sweep's to find. */
export const outboxEntriesOf = (records: readonly StreamRecord[]): OutboxEntry[] =>
  records.flatMap(({ dynamodb }) => {
    if (dynamodb?.NewImage === undefined) return [];
    try {
      return [fromOutboxItem(dynamodb.NewImage as Record<string, AttributeValue>)];
    } catch {
      return [];
    }
  });
