import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { expect, it } from "vitest";
import { describeStack } from "../../../cli/stack.ts";
import { awsError, fakeClient } from "../../support/fakes/fake-client.ts";

it("a stack that does not exist is told from an AWS that cannot be asked", async () => {
  const failing = (name: string) =>
    fakeClient<CloudFormationClient>({
      DescribeStacksCommand: () => {
        throw awsError(name);
      },
    }).client;
  await expect(describeStack("x", failing("ValidationError"))).rejects.toMatchObject({
    kind: "not_found",
    message: "there is no such stack in this account and region",
  });
  await expect(describeStack("x", failing("Throttling"))).rejects.toMatchObject({ kind: "unavailable" });
});
