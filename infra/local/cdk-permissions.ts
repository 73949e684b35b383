import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from "@aws-sdk/client-cloudformation";
import { clientConfig, EMULATOR_ACCOUNT, EMULATOR_REGION } from "./aws-environment.ts";

const STACK_NAME = "LocalCdkPermissions";
const ROLES = ["cfn-exec", "deploy", "file-publishing", "image-publishing", "lookup"];
const CREATED_WITHIN_S = 30;

const TEMPLATE = {
  Resources: {
    Everything: {
      Type: "AWS::IAM::ManagedPolicy",
      Properties: {
        PolicyDocument: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
        },
        Roles: ROLES.map((role) => `cdk-hnb659fds-${role}-role-${EMULATOR_ACCOUNT}-${EMULATOR_REGION}`),
      },
    },
  },
};

/**
 * Lets the CDK's roles do anything. Their policies require the condition key aws:ResourceAccount, which the emulator
 * does not know, so with IAM enforced they could not even upload. It does not touch the roles of the stack.
 */
export async function allowCdkRoles(endpoint: string): Promise<void> {
  const client = new CloudFormationClient(clientConfig(endpoint));
  const stack = { StackName: STACK_NAME };
  if (await client.send(new DescribeStacksCommand(stack)).catch(() => undefined)) return;
  const template = { TemplateBody: JSON.stringify(TEMPLATE), Capabilities: ["CAPABILITY_IAM" as const] };
  await client.send(new CreateStackCommand({ ...stack, ...template }));
  await waitUntilStackCreateComplete({ client, maxWaitTime: CREATED_WITHIN_S, minDelay: 1 }, stack);
}
