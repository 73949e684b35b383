import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { countThrottles } from "../../shared/adapters/count-throttles.ts";
import { dynamodbFingerprintKey } from "../../shared/adapters/dynamodb-fingerprint-key.ts";
import { dynamodbKeyUseLedger } from "../../shared/adapters/dynamodb-key-use-ledger.ts";
import { dynamodbLedger } from "../../shared/adapters/dynamodb-ledger.ts";
import { kmsIntakeKey } from "../../shared/adapters/kms-intake-key.ts";
import { kmsSealOpener } from "../../shared/adapters/kms-seal-opener.ts";
import { kmsVault } from "../../shared/adapters/kms-vault.ts";
import { providerSlugs } from "../../shared/domain/provider-slug.ts";
import { CLIENT_SETTINGS } from "../../shared/platform/aws-clients.ts";
import { readEnvironment } from "../../shared/platform/environment.ts";
import { jsonLogger } from "../../shared/platform/logger.ts";
import { workerEnvironmentSchema } from "./env.ts";
import { sqsHandler } from "./sqs-handler.ts";

const environment = readEnvironment(workerEnvironmentSchema, process.env);

const log = jsonLogger("worker", { functionName: process.env.AWS_LAMBDA_FUNCTION_NAME });
const now = () => new Date();
const kms = countThrottles(new KMSClient(CLIENT_SETTINGS), log);
const table = { client: new DynamoDBClient(CLIENT_SETTINGS), name: environment.TABLE_NAME };

const intakeKey = kmsIntakeKey(kms, environment.INTAKE_KEY_ID);
const seals = kmsSealOpener(kms, environment.INTAKE_KEY_ID, now);

export const handler = sqsHandler(
  {
    ledger: dynamodbLedger(table, log),
    keyUseLedger: dynamodbKeyUseLedger(table),
    vault: kmsVault(kms, environment.VAULT_KEY_ID),
    fingerprintKey: dynamodbFingerprintKey(table, { intakeKey, seals, now }),
    slugs: providerSlugs(environment.EXTRA_PROVIDERS),
    seals,
    now,
    log,
  },
  environment.IMPORT_QUEUE_ARN,
);
