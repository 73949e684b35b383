import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { SQSClient } from "@aws-sdk/client-sqs";
import { loadShedding } from "../../shared/credentials/requests/load-shedding.ts";
import { pollingInterval } from "../../shared/credentials/requests/polling-interval.ts";
import { sqsCommandQueue } from "../../shared/credentials/sqs-command-queue.ts";
import { CLIENT_SETTINGS } from "../../shared/lambda/client-settings.ts";
import { readEnvironment } from "../../shared/lambda/environment.ts";
import { newInvocation } from "../../shared/lambda/invocation.ts";
import { lambdaHandler } from "../../shared/lambda/lambda-handler.ts";
import { jsonLogger } from "../../shared/lambda/logger.ts";
import { readDuringInit } from "../../shared/lambda/read-during-init.ts";
import { dynamodbGuardedLinks } from "../../shared/links/dynamodb-guarded-links.ts";
import { kmsIntakeKey } from "../../shared/sealing/kms-intake-key.ts";
import { createWebApp } from "./app.ts";
import { webEnvironmentSchema } from "./env.ts";
import { readPage } from "./read-page.ts";

const environment = readEnvironment(webEnvironmentSchema, process.env);

const sqs = new SQSClient({ ...CLIENT_SETTINGS, useQueueUrlAsEndpoint: false });
const log = jsonLogger("web", { functionName: process.env.AWS_LAMBDA_FUNCTION_NAME });
const now = () => new Date();
const invocation = newInvocation({ now, sleep, patienceMs: 2_000 });
const { backoff } = invocation;
const table = { client: new DynamoDBClient(CLIENT_SETTINGS), name: environment.TABLE_NAME, backoff };

const intakeKey = kmsIntakeKey(new KMSClient(CLIENT_SETTINGS), environment.INTAKE_KEY_ID);

const app = createWebApp({
  page: await readPage(new URL("page/", import.meta.url)),
  links: dynamodbGuardedLinks(table),
  queue: sqsCommandQueue(sqs, environment.COMMAND_QUEUE_URL),
  intakeKey,
  waitBudgetMs: environment.WAIT_BUDGET_MS,
  now,
  sleep,
  polling: pollingInterval(),
  load: loadShedding(),
  log,
});

await readDuringInit([intakeKey.publicKey], sleep);

export const handler = invocation.during(lambdaHandler(app));
