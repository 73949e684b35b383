import { CloudFormationClient, SetStackPolicyCommand } from "@aws-sdk/client-cloudformation";
import { clientSettings } from "./client-settings.ts";

/** The types that hold data or keys: losing such a resource loses what customers handed over. */
export const KEPT = ["AWS::DynamoDB::GlobalTable", "AWS::KMS::Key", "AWS::S3::Bucket"];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html */
export const STACK_POLICY = {
  Statement: [
    { Effect: "Allow", Action: "Update:*", Principal: "*", Resource: "*" },
    {
      Effect: "Deny",
      Action: ["Update:Replace", "Update:Delete"],
      Principal: "*",
      Resource: "*",
      Condition: { StringEquals: { ResourceType: KEPT } },
    },
  ],
};

/**
 * Makes CloudFormation refuse an update that would replace or remove a resource that holds data or keys, whatever the
 * template says. Does nothing if the stack does not exist yet.
 */
export async function protectFromReplacement(stack: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const client = new CloudFormationClient(clientSettings(environment, "aws"));
  const policy = new SetStackPolicyCommand({
    StackName: stack,
    StackPolicyBody: JSON.stringify(STACK_POLICY),
  });
  await client.send(policy).catch((error: Error) => {
    if (error.name !== "ValidationError" || !/does not exist/.test(error.message)) throw error;
  });
}
