import { setTimeout as sleep } from "node:timers/promises";
import { KMSClient } from "@aws-sdk/client-kms";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { sqsCommandQueue } from "../../shared/credentials/sqs-command-queue.ts";
import { CLIENT_SETTINGS } from "../../shared/lambda/client-settings.ts";
import { readEnvironment } from "../../shared/lambda/environment.ts";
import { lambdaHandler } from "../../shared/lambda/lambda-handler.ts";
import { jsonLogger } from "../../shared/lambda/logger.ts";
import { readDuringInit } from "../../shared/lambda/read-during-init.ts";
import { providerSlugs } from "../../shared/providers/slug.ts";
import { kmsIntakeKey } from "../../shared/sealing/kms-intake-key.ts";
import { sealer } from "../../shared/sealing/seal-session.ts";
import { cachedWebhookSources } from "../../shared/webhooks/cached-webhook-sources.ts";
import { decoySource } from "../../shared/webhooks/decoy-source.ts";
import { deliveryReporter } from "../../shared/webhooks/report-delivery.ts";
import { sqsDeliveryReports } from "../../shared/webhooks/sqs-delivery-reports.ts";
import { ssmWebhookSourceList } from "../../shared/webhooks/ssm-webhook-source-list.ts";
import { webhookEventSchemas } from "../../shared/webhooks/webhook-event.ts";
import { createWebhookApp } from "./app.ts";
import { webhookEnvironmentSchema } from "./env.ts";

const environment = readEnvironment(webhookEnvironmentSchema, process.env);

const log = jsonLogger("webhook");
const now = () => new Date();
const ssm = new SSMClient(CLIENT_SETTINGS);
const sqs = new SQSClient({ ...CLIENT_SETTINGS, useQueueUrlAsEndpoint: false });

const intakeKey = kmsIntakeKey(new KMSClient(CLIENT_SETTINGS), environment.INTAKE_KEY_ID);
const reports = sqsDeliveryReports(sqs, environment.COMMAND_QUEUE_URL);
const store = ssmWebhookSourceList(ssm, environment.SOURCES_PATH, log);

const app = createWebhookApp({
  sources: cachedWebhookSources(store, environment.SOURCES_TTL_MS, now),
  decoy: decoySource(),
  queue: sqsCommandQueue(sqs, environment.COMMAND_QUEUE_URL),
  intakeKey,
  seal: sealer(intakeKey, now),
  schemas: webhookEventSchemas(providerSlugs(environment.EXTRA_PROVIDERS)),
  report: deliveryReporter({ reports, now, log }),
  now,
  sleep,
  log,
});

await readDuringInit([intakeKey.publicKey], sleep);

export const handler = lambdaHandler(app);
