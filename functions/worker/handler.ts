import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { SQSClient } from "@aws-sdk/client-sqs";
import { dynamodbKeyUseLedger } from "../../shared/access/dynamodb-key-use-ledger.ts";
import { dynamodbUseLedger } from "../../shared/credentials/dynamodb-use-ledger.ts";
import { dynamodbFingerprintReader } from "../../shared/imports/dynamodb-fingerprint-reader.ts";
import { dynamodbImportJobs } from "../../shared/imports/dynamodb-import-jobs.ts";
import { knownKeys } from "../../shared/imports/known-keys.ts";
import { CLIENT_SETTINGS } from "../../shared/lambda/client-settings.ts";
import { readEnvironment } from "../../shared/lambda/environment.ts";
import { newInvocation } from "../../shared/lambda/invocation.ts";
import { countThrottles } from "../../shared/lambda/kms-throttles.ts";
import { jsonLogger } from "../../shared/lambda/logger.ts";
import { readDuringInit } from "../../shared/lambda/read-during-init.ts";
import { providerSlugs } from "../../shared/providers/slug.ts";
import { dynamodbLedger } from "../../shared/provisioning/dynamodb-ledger.ts";
import { dynamodbLinkLedger } from "../../shared/provisioning/dynamodb-link-ledger.ts";
import type { WorkerDependencies } from "../../shared/provisioning/handle-batch.ts";
import type { UseDependencies } from "../../shared/provisioning/record-uses.ts";
import { sqsRetries } from "../../shared/provisioning/sqs-retries.ts";
import { kmsIntakeKey } from "../../shared/sealing/kms-intake-key.ts";
import { kmsSealOpener } from "../../shared/sealing/kms-seal-opener.ts";
import { dynamodbFingerprintKey } from "../../shared/vault/dynamodb-fingerprint-key.ts";
import { kmsVault } from "../../shared/vault/kms-vault.ts";
import { workerEnvironmentSchema } from "./env.ts";
import { sqsHandler } from "./sqs-handler.ts";
import { workerHandler } from "./worker-handler.ts";

const environment = readEnvironment(workerEnvironmentSchema, process.env);

const log = jsonLogger("worker", { functionName: process.env.AWS_LAMBDA_FUNCTION_NAME });
const now = () => new Date();
const kms = countThrottles(new KMSClient(CLIENT_SETTINGS), log);
const invocation = newInvocation({ now, sleep });
const { backoff } = invocation;
const table = { client: new DynamoDBClient(CLIENT_SETTINGS), name: environment.TABLE_NAME, backoff };

const intakeKey = kmsIntakeKey(kms, environment.INTAKE_KEY_ID);
const seals = kmsSealOpener(kms, environment.INTAKE_KEY_ID, now);

const seconds = environment.KEEP_DATA_KEYS_SECONDS;
/** A timer must not keep the process of a test alive. */
const later = (run: () => void, milliseconds: number) => void setTimeout(run, milliseconds).unref();
const keep = seconds === 0 ? null : { seconds, uses: environment.KEEP_DATA_KEYS_USES, now, later };

const fingerprintKey = dynamodbFingerprintKey(table, { intakeKey, seals, now, log });

const dependencies: WorkerDependencies & UseDependencies = {
  ledger: dynamodbLedger(table, log),
  links: dynamodbLinkLedger(table, log),
  importJobs: dynamodbImportJobs(table, log),
  knownKeys: knownKeys(dynamodbFingerprintReader(table)),
  keyUseLedger: dynamodbKeyUseLedger(table),
  useLedger: dynamodbUseLedger(table),
  vault: kmsVault(kms, environment.VAULT_KEY_ID, keep),
  fingerprintKey,
  slugs: providerSlugs(environment.EXTRA_PROVIDERS),
  seals,
  now,
  log,
};

const handle = workerHandler(
  sqsHandler(dependencies, {
    commands: { arn: environment.COMMAND_QUEUE_ARN, url: environment.COMMAND_QUEUE_URL },
    imports: { arn: environment.IMPORT_QUEUE_ARN, url: environment.IMPORT_QUEUE_URL },
    uses: { arn: environment.USE_QUEUE_ARN, url: environment.USE_QUEUE_URL },
    retries: sqsRetries(new SQSClient({ ...CLIENT_SETTINGS, useQueueUrlAsEndpoint: false })),
  }),
  dependencies,
);

await readDuringInit([fingerprintKey.get], sleep);

export const handler = invocation.during(handle);
