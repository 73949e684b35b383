import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { KMSClient, type KMSClientConfig, SignCommand } from "@aws-sdk/client-kms";
import { afterEach, expect, it } from "vitest";
import { countThrottles } from "../../../shared/lambda/kms-throttles.ts";
import { recordingLogger } from "../../support/fakes/recording-logger.ts";

type RetryStrategy = Exclude<KMSClientConfig["retryStrategy"], undefined>;
type RetryToken = Awaited<
  ReturnType<Extract<RetryStrategy, { acquireInitialRetryToken: unknown }>["acquireInitialRetryToken"]>
>;

/** Three attempts, without the pauses of the SDK's own strategy. */
const AT_ONCE: RetryStrategy = {
  acquireInitialRetryToken: async () => retryToken(0),
  refreshRetryTokenForRetry: async (token) => {
    if (token.getRetryCount() === 2) throw new Error("three attempts");
    return retryToken(token.getRetryCount() + 1);
  },
  recordSuccess: () => {},
};
const retryToken = (retries: number): RetryToken => ({
  getRetryCount: () => retries,
  getRetryDelay: () => 0,
});

let close: (() => void) | undefined;
afterEach(() => close?.());

/** A KMS on loopback that gives these answers, one after the other, and the last one for ever. */
async function kmsThatAnswers(...errors: readonly (string | null)[]) {
  let calls = 0;
  const server = createServer((_, response) => {
    const error = errors[Math.min(calls, errors.length - 1)] ?? null;
    calls += 1;
    response.writeHead(error === null ? 200 : 400, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(error === null ? { KeyId: "key" } : { __type: error, message: "no" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = () => server.close();
  const { port } = server.address() as AddressInfo;
  const log = recordingLogger();
  const client = new KMSClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    retryStrategy: AT_ONCE,
  });
  return { log, client: countThrottles(client, log) };
}

const sign = new SignCommand({ KeyId: "key", Message: Buffer.from("x"), SigningAlgorithm: "ECDSA_SHA_256" });

it("each answer that was slow down is counted, also those that a retry mended", async () => {
  const { client, log } = await kmsThatAnswers("ThrottlingException", "ThrottlingException", null);
  await client.send(sign);
  const line = {
    level: "warn",
    code: "kms_throttled",
    fields: { operation: "SignCommand", kms_throttles: 1 },
  };
  expect(log.lines).toEqual([line, line]);
});

it("no other failure is counted", async () => {
  const { client, log } = await kmsThatAnswers("DisabledException");
  await expect(client.send(sign)).rejects.toMatchObject({ name: "DisabledException" });
  expect(log.lines).toEqual([]);
});
