import { expect, it } from "vitest";
import { queuesOf } from "../../../../../cli/console/operator/queue-view.ts";
import type { Deployment } from "../../../../../cli/deployment.ts";
import { KeyferryError } from "../../../../../shared/kernel/errors.ts";

const deploymentWith = (output: Deployment["output"]): Deployment => ({
  stack: "keyferry-tests",
  apiUrl: "https://api.example.com",
  aws: { maxAttempts: 1, region: "eu-central-1" },
  output,
});

it("a stack of an earlier version, which lacks a queue, has its other queues in the console", () => {
  const deployment = deploymentWith((part) => {
    if (part === "useQueueUrl") throw new KeyferryError("not_found", "the stack has no output UseQueueUrl");
    return `https://sqs.example.com/${part}`;
  });
  expect(queuesOf(deployment).map(({ name, url }) => [name, url])).toEqual([
    ["commands", "https://sqs.example.com/commandQueueUrl"],
    ["imports", "https://sqs.example.com/importQueueUrl"],
    ["archive", "https://sqs.example.com/archiveQueueUrl"],
  ]);
});

it("any other failure is none of an earlier version", () => {
  const deployment = deploymentWith(() => {
    throw new Error("a bug");
  });
  expect(() => queuesOf(deployment)).toThrow("a bug");
});
