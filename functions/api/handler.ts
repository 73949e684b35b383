import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { SQSClient } from "@aws-sdk/client-sqs";
import { cachedManagementKeys } from "../../shared/access/authenticate.ts";
import { dynamodbManagementKeys } from "../../shared/access/dynamodb-management-keys.ts";
import { sqsKeyUses } from "../../shared/access/sqs-key-uses.ts";
import { dynamodbCredentialReader } from "../../shared/credentials/dynamodb-credential-reader.ts";
import { dynamodbUseReader } from "../../shared/credentials/dynamodb-use-reader.ts";
import { loadShedding } from "../../shared/credentials/requests/load-shedding.ts";
import { pollingInterval } from "../../shared/credentials/requests/polling-interval.ts";
import { sqsCommandQueue } from "../../shared/credentials/sqs-command-queue.ts";
import { dynamodbImportReader } from "../../shared/imports/dynamodb-import-reader.ts";
import { sqsImportQueue } from "../../shared/imports/sqs-import-queue.ts";
import { CLIENT_SETTINGS } from "../../shared/lambda/client-settings.ts";
import { readEnvironment } from "../../shared/lambda/environment.ts";
import { newInvocation } from "../../shared/lambda/invocation.ts";
import { lambdaHandler } from "../../shared/lambda/lambda-handler.ts";
import { jsonLogger } from "../../shared/lambda/logger.ts";
import { readDuringInit } from "../../shared/lambda/read-during-init.ts";
import { dynamodbLinkReader } from "../../shared/links/dynamodb-link-reader.ts";
import { sqsLinkQueue } from "../../shared/links/sqs-link-queue.ts";
import { providerSlugs } from "../../shared/providers/slug.ts";
import { kmsIntakeKey } from "../../shared/sealing/kms-intake-key.ts";
import { sealer } from "../../shared/sealing/seal-session.ts";
import { createApp } from "./app.ts";
import { apiEnvironmentSchema } from "./env.ts";
import { ignoredFields } from "./ignored-fields.ts";

const environment = readEnvironment(apiEnvironmentSchema, process.env);

const sqs = new SQSClient({ ...CLIENT_SETTINGS, useQueueUrlAsEndpoint: false });
const kms = new KMSClient(CLIENT_SETTINGS);
const log = jsonLogger("api", { functionName: process.env.AWS_LAMBDA_FUNCTION_NAME });
const now = () => new Date();
const invocation = newInvocation({ now, sleep, patienceMs: 2_000 });
const { backoff } = invocation;
const table = { client: new DynamoDBClient(CLIENT_SETTINGS), name: environment.TABLE_NAME, backoff };

const intakeKey = kmsIntakeKey(kms, environment.INTAKE_KEY_ID);

const app = createApp({
  reader: dynamodbCredentialReader(table, log),
  queue: sqsCommandQueue(sqs, environment.COMMAND_QUEUE_URL),
  uses: dynamodbUseReader(table, log),
  imports: dynamodbImportReader(table),
  importQueue: sqsImportQueue(sqs, environment.IMPORT_QUEUE_URL, sleep),
  links: dynamodbLinkReader(table, log),
  linkQueue: sqsLinkQueue(sqs, environment.COMMAND_QUEUE_URL),
  publicUrl: environment.PUBLIC_URL,
  returnUrls: new Set(environment.LINK_RETURN_URLS),
  seal: sealer(intakeKey, now),
  managementKeys: cachedManagementKeys(dynamodbManagementKeys(table, log), 60_000, now),
  keyUses: sqsKeyUses(sqs, environment.COMMAND_QUEUE_URL),
  intakeKey,
  slugs: providerSlugs(environment.EXTRA_PROVIDERS),
  ignored: ignoredFields(environment.IGNORED_FIELDS),
  waitBudgetMs: environment.WAIT_BUDGET_MS,
  openapiDocument: () => readFile(new URL("openapi.json", import.meta.url), "utf8"),
  now,
  sleep,
  polling: pollingInterval(),
  load: loadShedding(),
  log,
});

await readDuringInit([intakeKey.publicKey], sleep);

export const handler = invocation.during(lambdaHandler(app));
