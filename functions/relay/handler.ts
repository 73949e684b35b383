import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { dynamodbOutbox } from "../../shared/audit/dynamodb-outbox.ts";
import { outboxEntriesOf } from "../../shared/audit/dynamodb-outbox-stream.ts";
import { eventbridgeEventBus } from "../../shared/audit/eventbridge-event-bus.ts";
import { CLIENT_SETTINGS } from "../../shared/lambda/client-settings.ts";
import { readEnvironment } from "../../shared/lambda/environment.ts";
import { jsonLogger } from "../../shared/lambda/logger.ts";
import { relayEnvironmentSchema } from "./env.ts";
import { relayHandler } from "./relay-handler.ts";

const environment = readEnvironment(relayEnvironmentSchema, process.env);

const log = jsonLogger("relay", { functionName: process.env.AWS_LAMBDA_FUNCTION_NAME });
const table = { client: new DynamoDBClient(CLIENT_SETTINGS), name: environment.TABLE_NAME };

export const handler = relayHandler({
  outbox: dynamodbOutbox(table, log),
  bus: eventbridgeEventBus(new EventBridgeClient(CLIENT_SETTINGS), environment.EVENT_BUS_NAME, log),
  readEntries: outboxEntriesOf,
  now: () => new Date(),
  log,
});
