import { Logger } from "@aws-lambda-powertools/logger";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBStreamHandler } from "aws-lambda";

/*
 * The relay of the tutorial's pipeline with keyferry's promises: the table's stream is its outbox. A batch of which an event
 * was not taken fails, and the stream passes it on again.
 */

const logger = new Logger({ serviceName: "relay" });
const eventbridge = new EventBridgeClient({});

const PUT_TOGETHER = 10;

export const handler: DynamoDBStreamHandler = async ({ Records }) => {
  const items = Records.flatMap(({ dynamodb }) =>
    dynamodb?.NewImage === undefined ? [] : unmarshall(dynamodb.NewImage as Record<string, AttributeValue>),
  );
  for (let start = 0; start < items.length; start += PUT_TOGETHER) {
    const Entries = items.slice(start, start + PUT_TOGETHER).map((item) => ({
      EventBusName: process.env.EVENT_BUS_NAME,
      Source: "naive",
      DetailType: "credential.created",
      Detail: JSON.stringify(item),
    }));
    const { FailedEntryCount } = await eventbridge.send(new PutEventsCommand({ Entries }));
    if (FailedEntryCount) throw new Error(`${FailedEntryCount} events were not taken`);
  }
  logger.info("published", { events: items.length });
};
