import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ESBUILD_SETTINGS } from "../../infra/bundling/esbuild-settings.ts";

const ENTRY = `
export { DynamoDBClient, TransactWriteItemsCommand, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
export { DecryptCommand, KMSClient } from "@aws-sdk/client-kms";
export { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
export { GetParametersByPathCommand, SSMClient } from "@aws-sdk/client-ssm";
export { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
`;

/** A bundle of the clients as functions get them, against an AWS that gives the answers it is told to. */
describe("the SDK in the bundles", () => {
  let sdk: typeof import("@aws-sdk/client-dynamodb") &
    typeof import("@aws-sdk/client-kms") &
    typeof import("@aws-sdk/client-s3") &
    typeof import("@aws-sdk/client-ssm") &
    typeof import("@aws-sdk/client-sqs");
  let server: Server;
  let directory: string;
  let endpoint: string;
  let headers: IncomingHttpHeaders = {};
  const answers: { readonly status: number; readonly body: object }[] = [];

  beforeAll(async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
    directory = await mkdtemp(join(tmpdir(), "keyferry-sdk-"));
    const outfile = join(directory, "sdk.mjs");
    await build({
      ...ESBUILD_SETTINGS,
      stdin: { contents: ENTRY, resolveDir: import.meta.dirname },
      outfile,
    });
    sdk = await import(pathToFileURL(outfile).href);
    server = createServer((request, response) => {
      request.resume();
      headers = request.headers;
      const { status, body } = answers.shift() ?? { status: 418, body: {} };
      response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    answers.length = 0;
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
    await rm(directory, { recursive: true });
  });

  const settings = () => ({ endpoint, region: "us-east-1", maxAttempts: 2 });
  const decrypt = () =>
    new sdk.KMSClient(settings()).send(new sdk.DecryptCommand({ CiphertextBlob: new Uint8Array(3) }));

  it("the bundled SDK tells errors by their name, whatever their class", async () => {
    answers.push({ status: 400, body: { __type: "InvalidCiphertextException", message: "no" } });
    await expect(decrypt()).rejects.toMatchObject({ name: "InvalidCiphertextException", message: "no" });
    answers.push({ status: 400, body: { __type: "com.amazonaws.ssm#ParameterNotFound", message: "none" } });
    const read = new sdk.GetParametersByPathCommand({ Path: "/x" });
    await expect(new sdk.SSMClient(settings()).send(read)).rejects.toMatchObject({
      name: "ParameterNotFound",
      $metadata: { httpStatusCode: 400 },
    });
  });

  it("the bundled SDK gives a cancelled transaction's reasons, with the items that were in the way", async () => {
    const CancellationReasons = [
      { Code: "None" },
      { Code: "ConditionalCheckFailed", Item: { pk: { S: "x" } } },
    ];
    const __type = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
    answers.push({ status: 400, body: { __type, Message: "cancelled", CancellationReasons } });
    const write = new sdk.TransactWriteItemsCommand({ TransactItems: [] });
    const error = await new sdk.DynamoDBClient(settings()).send(write).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(sdk.TransactionCanceledException);
    expect(error).toMatchObject({ name: "TransactionCanceledException", CancellationReasons });
  });

  it.each([
    { status: 400, __type: "ThrottlingException" },
    { status: 400, __type: "LimitExceededException" },
    { status: 500, __type: "KMSInternalException" },
    { status: 503, __type: "DependencyTimeoutException" },
  ])("the bundled SDK tries again after $__type", async ({ status, __type }) => {
    answers.push({ status, body: { __type } }, { status: 200, body: { KeyId: "k", Plaintext: "aGk=" } });
    const { Plaintext } = await decrypt();
    expect(Buffer.from(Plaintext ?? []).toString()).toBe("hi");
  });

  it("the bundled SDK checks the digest of a message that was sent, and signs each request", async () => {
    answers.push({
      status: 200,
      body: { MessageId: "m", MD5OfMessageBody: "5d41402abc4b2a76b9719d911017c592" },
    });
    const send = new sdk.SendMessageCommand({ QueueUrl: `${endpoint}/q`, MessageBody: "hello" });
    const { MessageId } = await new sdk.SQSClient(settings()).send(send);
    expect(MessageId).toBe("m");
  });

  it("the bundled SDK sends a checksum with an object, without which S3 refuses it under an object lock", async () => {
    answers.push({ status: 200, body: {} });
    const s3 = new sdk.S3Client({ ...settings(), forcePathStyle: true });
    await s3.send(new sdk.PutObjectCommand({ Bucket: "b", Key: "k", Body: "events", IfNoneMatch: "*" }));
    expect(headers["if-none-match"]).toBe("*");
    expect(Object.keys(headers).filter((name) => name.startsWith("x-amz-checksum-"))).toHaveLength(1);
  });
});
