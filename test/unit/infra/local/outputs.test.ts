import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { describeDeployment, readOutputs, writeOutputs } from "../../../../infra/local/outputs.ts";
import type { LocalOutputs } from "../../../../shared/operations/local-outputs.ts";

const stack = {
  ApiId: "58c32b48",
  CommandQueueUrl: "http://localhost:4750/000000000000/commands.fifo",
  ImportQueueUrl: "http://localhost:4750/000000000000/imports",
  UseQueueUrl: "http://localhost:4750/000000000000/uses",
  TableName: "keyferry-table",
  EventBusName: "keyferry-bus",
  IntakeKeyId: "a95cc8f0-5f53-42ba-b09c-bbea1673546b",
  VaultKeyId: "0c7c4ce9-7a4a-4a3d-8b3f-7f0c33a7f9d1",
  ArchiveQueueUrl: "http://localhost:4750/000000000000/archive",
  AuditArchiveName: "keyferry-archive",
  AuditKeyId: "5c1d8a1e-6f2b-4f0e-9c55-2b8d6f0c7a11",
  AuditorName: "keyferry-auditor",
  WebhookSourcesPath: "/keyferry/keyferry-dev/webhooks",
};
const outputs: LocalOutputs = {
  ...describeDeployment(stack, "http://127.0.0.1:4750", "us-east-1"),
  managementKey: "kf_mgmt_test",
  workspaceId: "202e06c9-2c77-4140-b0f5-1082367e4079",
};
const temporaryFile = async () => join(await mkdtemp(join(tmpdir(), "keyferry-")), "below", "outputs.json");

test("the API is addressed by path, without a slash at the end", () => {
  expect(outputs.apiUrl).toBe("http://127.0.0.1:4750/_aws/execute-api/58c32b48");
});

test("the queues are where the endpoint is", () => {
  expect(outputs.commandQueueUrl).toBe("http://127.0.0.1:4750/000000000000/commands.fifo");
  expect(outputs.importQueueUrl).toBe("http://127.0.0.1:4750/000000000000/imports");
});

test("the file names exactly what the tests, the CLI and the README count on", async () => {
  const file = await temporaryFile();
  await writeOutputs(file, outputs);
  expect(Object.keys(JSON.parse(await readFile(file, "utf8"))).sort()).toEqual([
    "apiUrl",
    "archiveQueueUrl",
    "auditArchiveName",
    "auditKeyId",
    "auditorName",
    "awsEndpoint",
    "commandQueueUrl",
    "eventBusName",
    "importQueueUrl",
    "intakeKeyId",
    "managementKey",
    "region",
    "tableName",
    "useQueueUrl",
    "vaultKeyId",
    "webhookSourcesPath",
    "workspaceId",
  ]);
});

test("the outputs that are written are the outputs that are read", async () => {
  const file = await temporaryFile();
  await writeOutputs(file, outputs);
  expect(await readOutputs(file)).toEqual(outputs);
});

test("the file holds a bearer token, so only its owner may read it, also when it existed before", async () => {
  const file = await temporaryFile();
  await writeOutputs(file, outputs);
  await writeFile(file, "{}", { mode: 0o644 });
  await writeOutputs(file, outputs);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test("the directory of the file is its owner's alone, since the CLI uses no file that others could exchange", async () => {
  const file = await temporaryFile();
  await writeOutputs(file, outputs);
  expect((await stat(dirname(file))).mode & 0o777).toBe(0o700);
});

test("a missing, broken or older file is no outputs", async () => {
  const file = await temporaryFile();
  expect(await readOutputs(file)).toBeUndefined();
  await writeOutputs(file, outputs);
  await writeFile(file, "{ half");
  expect(await readOutputs(file)).toBeUndefined();
  await writeFile(file, JSON.stringify({ ...outputs, managementKey: undefined }));
  expect(await readOutputs(file)).toBeUndefined();
});
