import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { dynamodbEventLog, dynamodbOutbox } from "../../shared/audit/dynamodb-event-log.ts";
import { dynamodbRecordNews, eventsIn } from "../../shared/audit/dynamodb-record-news.ts";
import { eventbridgeEventBus } from "../../shared/audit/eventbridge-event-bus.ts";
import { CLIENT_SETTINGS } from "../../shared/lambda/client-settings.ts";
import { readEnvironment } from "../../shared/lambda/environment.ts";
import { newInvocation } from "../../shared/lambda/invocation.ts";
import { jsonLogger } from "../../shared/lambda/logger.ts";
import { relayEnvironmentSchema } from "./env.ts";
import { relayHandler } from "./relay-handler.ts";

const environment = readEnvironment(relayEnvironmentSchema, process.env);

const log = jsonLogger("relay", { functionName: process.env.AWS_LAMBDA_FUNCTION_NAME });
const now = () => new Date();
const invocation = newInvocation({ now, sleep });
const { backoff } = invocation;
const table = { client: new DynamoDBClient(CLIENT_SETTINGS), name: environment.TABLE_NAME, backoff };

const handle = relayHandler({
  events: dynamodbEventLog(table, log),
  outbox: dynamodbOutbox(table, log),
  records: dynamodbRecordNews(table, log),
  bus: eventbridgeEventBus(new EventBridgeClient(CLIENT_SETTINGS), environment.EVENT_BUS_NAME, log),
  readEvents: (records) => eventsIn(records, log),
  now,
  log,
});

export const handler = invocation.during(handle);
