import { createPublicKey } from "node:crypto";
import { GetPublicKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { type AuditorAnswer, auditorAnswerSchema } from "../shared/audit/answers.ts";
import type { ArchiveReader } from "../shared/audit/ports.ts";
import { s3Archive } from "../shared/audit/s3-archive.ts";
import { callAws } from "../shared/kernel/call-aws.ts";
import { KeyferryError } from "../shared/kernel/errors.ts";
import { parseJson } from "../shared/kernel/parse-json.ts";
import { findDeployment } from "./deployment.ts";
import type { CliSettings } from "./settings.ts";

/* What needs AWS credentials; loaded only when it is used, as connect.ts is. */

/**
 * Makes the auditor sign now.
 * @throws KeyferryError `unavailable` where the auditor fails, or answers something else than what it signed.
 */
export async function signNow(settings: CliSettings): Promise<AuditorAnswer> {
  const { aws, output } = await findDeployment(settings);
  const { Payload, FunctionError } = await callAws("lambda:Invoke", () =>
    new LambdaClient(aws).send(new InvokeCommand({ FunctionName: output("auditorName") })),
  );
  const answer = auditorAnswerSchema.safeParse(parseJson(Buffer.from(Payload ?? []).toString())).data;
  if (FunctionError !== undefined || answer === undefined) {
    throw new KeyferryError("unavailable", "the auditor failed: its log says why");
  }
  return answer;
}

/** The bucket, to be read. */
export async function connectArchive(settings: CliSettings): Promise<ArchiveReader> {
  const { aws, output } = await findDeployment(settings);
  return s3Archive(new S3Client(aws), output("auditArchiveName"));
}

/** The audit key's public half as PEM. */
export async function fetchPublicKey(
  settings: CliSettings,
): Promise<{ readonly key_id: string; readonly public_key: string }> {
  const { aws, output } = await findDeployment(settings);
  const keyId = output("auditKeyId");
  const { PublicKey = new Uint8Array() } = await callAws("kms:GetPublicKey", () =>
    new KMSClient(aws).send(new GetPublicKeyCommand({ KeyId: keyId })),
  );
  const key = createPublicKey({ key: Buffer.from(PublicKey), format: "der", type: "spki" });
  return { key_id: keyId, public_key: key.export({ format: "pem", type: "spki" }).toString().trim() };
}
