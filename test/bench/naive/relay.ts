import { Logger } from "@aws-lambda-powertools/logger";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBStreamHandler } from "aws-lambda";

/* The relay of a good tutorial behind a table's stream: one PutEvents for each inserted item. */

const logger = new Logger({ serviceName: "relay" });
const eventbridge = new EventBridgeClient({});

export const handler: DynamoDBStreamHandler = async ({ Records }) => {
  for (const { eventName, dynamodb } of Records) {
    if (eventName !== "INSERT" || dynamodb?.NewImage === undefined) continue;
    const item = unmarshall(dynamodb.NewImage as Record<string, AttributeValue>);
    await eventbridge.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: process.env.EVENT_BUS_NAME,
            Source: "naive",
            DetailType: "credential.created",
            Detail: JSON.stringify(item),
          },
        ],
      }),
    );
    logger.info("published", { id: item.pk });
  }
};
