import { expect, test } from "vitest";
import { awsEnvironment, isRealAws } from "../../../../infra/local/aws-environment.ts";
import { emulatorEnvironment } from "../../../../infra/local/emulator.ts";
import { useRunningAws } from "../../../../infra/local/local-aws.ts";
import { LocalAwsError } from "../../../../infra/local/local-aws-error.ts";
import { reconcile } from "../../../../infra/local/reconcile.ts";

const ENDPOINT = "http://127.0.0.1:4750";

test("nothing of the caller's own AWS settings gets through", () => {
  const environment = awsEnvironment(ENDPOINT, {
    AWS_PROFILE: "production",
    AWS_SESSION_TOKEN: "token",
    AWS_ENDPOINT_URL_S3: "https://s3.amazonaws.com",
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
    CDK_DEFAULT_ACCOUNT: "111122223333",
  });
  expect(JSON.stringify(environment)).not.toMatch(/production|token"|s3\.amazonaws|AKIAEXAMPLE|111122223333/);
  expect(environment).toMatchObject({ AWS_ENDPOINT_URL: ENDPOINT, CDK_DEFAULT_ACCOUNT: "000000000000" });
});

test("the rest of the caller's environment stays, a proxy for instance", () => {
  expect(awsEnvironment(ENDPOINT, { HTTPS_PROXY: "http://proxy" })).toMatchObject({
    HTTPS_PROXY: "http://proxy",
  });
});

test("this version of Node comes first for children and for Lambdas", () => {
  const start = new RegExp(`^${process.execPath.replace(/\/node$/, "")}:`);
  for (const environment of [awsEnvironment(ENDPOINT, { PATH: "/usr/bin" }), emulator()]) {
    expect(environment).toMatchObject({ PATH: expect.stringMatching(start) });
  }
});

test("the emulator listens on loopback only and keeps its state", () => {
  expect(emulator()).toMatchObject({
    BIND_HOST: "127.0.0.1",
    GATEWAY_PORT: "4750",
    PERSIST_STATE: "1",
    STATE_DIR: "/somewhere/state",
    IOT_MTLS_ENABLED: "0",
    SFTP_ENABLED: "0",
  });
});

test("no AWS variable reaches the emulator, since it hands its environment to the Lambdas", () => {
  expect(Object.keys(emulator()).filter((name) => /^(AWS|npm|NODE)_/.test(name))).toEqual([]);
});

const emulator = () =>
  emulatorEnvironment({ python: "python", directory: "/somewhere", port: 4750, enforceIam: true });

test.each([
  ["https://sqs.us-east-1.amazonaws.com", true],
  ["https://sqs.cn-north-1.amazonaws.com.cn", true],
  ["https://dynamodb.us-east-1.api.aws", true],
  ["http://127.0.0.1:4750", false],
  ["http://localhost:4566", false],
  ["https://amazonaws.com.example.org", false],
])("%s is AWS itself: %s", (endpoint, expected) => {
  expect(isRealAws(endpoint)).toBe(expected);
});

test("AWS itself is never reconciled", async () => {
  await expect(
    reconcile("https://cloudformation.us-east-1.amazonaws.com", "s", { Resources: {} }),
  ).rejects.toThrow("Refusing");
});

test("an endpoint that leads to AWS is refused in a sentence that says what to do", () => {
  expect(() => useRunningAws("https://sqs.us-east-1.amazonaws.com")).toThrow(/unset it .* npm run deploy/);
  expect(() => useRunningAws("not a url")).toThrow(LocalAwsError);
});

test("an emulator that runs already is used as it is, and never stopped", async () => {
  const aws = useRunningAws("http://localhost:4566/");
  expect(aws.endpoint).toBe("http://localhost:4566");
  await aws.stop();
});
