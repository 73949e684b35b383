import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { KeyferryError } from "../shared/domain/errors.ts";
import { stackOutputs } from "./deployment.ts";
import { noDeployment, type Settings } from "./settings.ts";

/** Where a deployment's audit log is, and who signs it. */
export interface AuditLog {
  readonly bucket: string;
  readonly keyId: string;
  readonly auditor: string;
  readonly s3: S3Client;
  readonly kms: KMSClient;
  readonly lambda: LambdaClient;
}

/** @throws UsageError where no deployment is named, KeyferryError `not_found` for a stack that does not exist. */
export async function findAuditLog({ local, region, stack }: Settings): Promise<AuditLog> {
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
