import { createPublicKey } from "node:crypto";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { GetPublicKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import type { ArchiveReader } from "../shared/audit/ports.ts";
import { s3Archive } from "../shared/audit/s3-archive.ts";
import { callAws } from "../shared/kernel/call-aws.ts";
import { KeyferryError } from "../shared/kernel/errors.ts";
import { stackOutputs } from "./deployment.ts";
import { noDeployment, type Settings } from "./settings.ts";

/*
 * What needs AWS credentials; loaded only when it is used, as `connect.ts` is.
 */

/** Where a deployment's audit log is, and who signs it. */
interface AuditLog {
  readonly bucket: string;
  readonly keyId: string;
  readonly auditor: string;
  readonly s3: S3Client;
  readonly kms: KMSClient;
  readonly lambda: LambdaClient;
}

/** @throws UsageError where no deployment is named, KeyferryError `not_found` for a stack that does not exist. */
async function findAuditLog({ local, region, stack }: Settings): Promise<AuditLog> {
  if (local !== undefined) {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const config = { endpoint: local.awsEndpoint, region: local.region, credentials, forcePathStyle: true };
    return connect(config, local.auditArchiveName, local.auditKeyId, local.auditorName);
  }
  if (stack === undefined) throw noDeployment();
  const config = region === undefined ? {} : { region };
  const outputs = await stackOutputs(stack, new CloudFormationClient(config));
  const output = (name: string): string => {
    const value = outputs.get(name);
    if (value === undefined) throw new KeyferryError("not_found", `the stack ${stack} has no output ${name}`);
    return value;
  };
  return connect(config, output("AuditArchiveName"), output("AuditKeyId"), output("AuditorName"));
}

const connect = (config: object, bucket: string, keyId: string, auditor: string): AuditLog => ({
  bucket,
  keyId,
  auditor,
  s3: new S3Client(config),
  kms: new KMSClient(config),
  lambda: new LambdaClient(config),
});

/** Has the auditor sign now. `until` is null where another run was faster. */
export async function signNow(settings: Settings): Promise<{ digests: number[]; until: string | null }> {
  const { lambda, auditor } = await findAuditLog(settings);
  const { Payload, FunctionError } = await callAws("lambda:Invoke", () =>
    lambda.send(new InvokeCommand({ FunctionName: auditor })),
  );
  if (FunctionError !== undefined) {
    throw new KeyferryError("unavailable", "the auditor failed: its log says why");
  }
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

/** The bucket, to be read. */
export async function connectArchive(settings: Settings): Promise<ArchiveReader> {
  const { s3, bucket } = await findAuditLog(settings);
  return s3Archive(s3, bucket);
}

/** The audit key's public half as PEM. */
export async function fetchPublicKey(settings: Settings): Promise<{ key_id: string; public_key: string }> {
  const { kms, keyId } = await findAuditLog(settings);
  const { PublicKey = new Uint8Array() } = await callAws("kms:GetPublicKey", () =>
    kms.send(new GetPublicKeyCommand({ KeyId: keyId })),
  );
  const key = createPublicKey({ key: Buffer.from(PublicKey), format: "der", type: "spki" });
  return { key_id: keyId, public_key: key.export({ format: "pem", type: "spki" }).toString().trim() };
}
