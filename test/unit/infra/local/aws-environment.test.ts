import { expect, test } from "vitest";
import { awsEnvironment, isRealAws } from "../../../../infra/local/aws-environment.ts";

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

test.each([
  ["https://sqs.us-east-1.amazonaws.com", true],
  ["https://sqs.cn-north-1.amazonaws.com.cn", true],
  ["https://dynamodb.us-east-1.api.aws", true],
  ["http://127.0.0.1:4750", false],
  ["http://localhost:4566", false],
  ["https://amazonaws.com.example.org", false],
])("the endpoint %s is AWS itself: %s", (endpoint, expected) => {
  expect(isRealAws(endpoint)).toBe(expected);
});

test("this version of Node is first on the path of child processes", () => {
  const start = new RegExp(`^${process.execPath.replace(/\/node$/, "")}:`);
  expect(awsEnvironment(ENDPOINT, { PATH: "/usr/bin" })).toMatchObject({
    PATH: expect.stringMatching(start),
  });
});
