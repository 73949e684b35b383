import type { LocalOutputs } from "../../../shared/operations/local-outputs.ts";

/** What `npm start` could write, with addresses at which nothing listens. */
export const localOutputs: LocalOutputs = {
  apiUrl: "http://127.0.0.1:4750/api",
  managementKey: "kf_mgmt_local",
  workspaceId: "a0000000-0000-4000-8000-000000000001",
  commandQueueUrl: "c",
  importQueueUrl: "i",
  useQueueUrl: "u",
  tableName: "t",
  eventBusName: "e",
  intakeKeyId: "k",
  vaultKeyId: "v",
  archiveQueueUrl: "a",
  auditArchiveName: "a",
  auditKeyId: "a",
  auditorName: "a",
  webhookSourcesPath: "w",
  awsEndpoint: "http://127.0.0.1:4750",
  region: "us-east-1",
};
