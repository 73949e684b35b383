import { S3Client } from "@aws-sdk/client-s3";
import { s3Archive } from "../../shared/audit/s3-archive.ts";
import { CLIENT_SETTINGS } from "../../shared/lambda/client-settings.ts";
import { readEnvironment } from "../../shared/lambda/environment.ts";
import { jsonLogger } from "../../shared/lambda/logger.ts";
import { archiverHandler } from "./archiver-handler.ts";
import { archiverEnvironmentSchema } from "./env.ts";

const environment = readEnvironment(archiverEnvironmentSchema, process.env);

export const handler = archiverHandler({
  archive: s3Archive(new S3Client(CLIENT_SETTINGS), environment.ARCHIVE_BUCKET),
  now: () => new Date(),
  log: jsonLogger("archiver"),
});
