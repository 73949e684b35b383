import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { fromOutboxItem } from "./outbox-item.ts";
import type { OutboxEntry } from "./ports.ts";

/** The part of a DynamoDB stream record that the relay needs. */
export interface StreamRecord {
  readonly dynamodb?: { readonly NewImage?: unknown } | undefined;
}

/** The outbox entries in a batch of the stream. The sweep publishes any entry that cannot be parsed here. */
export const outboxEntriesOf = (records: readonly StreamRecord[]): OutboxEntry[] =>
  records.flatMap(({ dynamodb }) => {
    if (dynamodb?.NewImage === undefined) return [];
    try {
      return [fromOutboxItem(dynamodb.NewImage as Record<string, AttributeValue>)];
    } catch {
      return [];
    }
  });
