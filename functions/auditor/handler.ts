import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { kmsDigestSigner } from "../../shared/audit/kms-digest-signer.ts";
import { s3Archive } from "../../shared/audit/s3-archive.ts";
import { CLIENT_SETTINGS } from "../../shared/lambda/client-settings.ts";
import { readEnvironment } from "../../shared/lambda/environment.ts";
import { jsonLogger } from "../../shared/lambda/logger.ts";
import { auditorHandler } from "./auditor-handler.ts";
import { auditorEnvironmentSchema } from "./env.ts";

const environment = readEnvironment(auditorEnvironmentSchema, process.env);

export const handler = auditorHandler({
  archive: s3Archive(new S3Client(CLIENT_SETTINGS), environment.ARCHIVE_BUCKET),
  signer: kmsDigestSigner(new KMSClient(CLIENT_SETTINGS), environment.AUDIT_KEY_ID),
  deployment: environment.DEPLOYMENT,
  now: () => new Date(),
  log: jsonLogger("auditor", { functionName: process.env.AWS_LAMBDA_FUNCTION_NAME }),
});
