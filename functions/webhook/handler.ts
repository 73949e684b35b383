import { setTimeout as sleep } from "node:timers/promises";
import { KMSClient } from "@aws-sdk/client-kms";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { kmsIntakeKey } from "../../shared/adapters/kms-intake-key.ts";
import { sqsCommandQueue } from "../../shared/adapters/sqs-command-queue.ts";
import { ssmWebhookSources } from "../../shared/adapters/ssm-webhook-sources.ts";
import { providerSlugs } from "../../shared/domain/provider-slug.ts";
import { webhookEventSchemas } from "../../shared/domain/webhook-event.ts";
import { lambdaHandler } from "../../shared/http/lambda-handler.ts";
import { CLIENT_SETTINGS } from "../../shared/platform/aws-clients.ts";
import { readEnvironment } from "../../shared/platform/environment.ts";
import { jsonLogger } from "../../shared/platform/logger.ts";
import { cachedWebhookSources } from "../../shared/usecases/cached-webhook-sources.ts";
import { decoySource } from "../../shared/usecases/decoy-source.ts";
import { deliveryReporter } from "../../shared/usecases/report-delivery.ts";
import { sealer } from "../../shared/usecases/sealer.ts";
import { createWebhookApp } from "./app.ts";
import { webhookEnvironmentSchema } from "./env.ts";

const environment = readEnvironment(webhookEnvironmentSchema, process.env);

const log = jsonLogger("webhook");
const now = () => new Date();
const ssm = new SSMClient(CLIENT_SETTINGS);
const sqs = new SQSClient({ ...CLIENT_SETTINGS, useQueueUrlAsEndpoint: false });

const intakeKey = kmsIntakeKey(new KMSClient(CLIENT_SETTINGS), environment.INTAKE_KEY_ID);
const queue = sqsCommandQueue(sqs, environment.COMMAND_QUEUE_URL);
const store = ssmWebhookSources(ssm, environment.SOURCES_PATH, log);

const app = createWebhookApp({
  sources: cachedWebhookSources(store, environment.SOURCES_TTL_MS, now),
  decoy: decoySource(),
  queue,
  intakeKey,
  seal: sealer(intakeKey, now),
  schemas: webhookEventSchemas(providerSlugs(environment.EXTRA_PROVIDERS)),
  report: deliveryReporter({ queue, now, log }),
  now,
  sleep,
  log,
});

export const handler = lambdaHandler(app);
