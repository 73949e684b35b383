import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { KeyferryError } from "../shared/kernel/errors.ts";
import { LOCAL_STACK, type LocalOutputs } from "../shared/operations/local-outputs.ts";
import { UsageError } from "./failure.ts";
import type { CliSettings } from "./settings.ts";
import { describeStack } from "./stack.ts";

/** What an AWS SDK client needs to reach a deployment. Without credentials, it looks for the usual ones. */
export interface AwsConfig {
  readonly maxAttempts: number;
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Buckets by path: the names of an emulator's buckets are no host names. */
  readonly forcePathStyle?: boolean;
}

/** The parts of a deployment, by the names that `.local/outputs.json` gives them. */
type Part = Exclude<
  keyof LocalOutputs,
  "apiUrl" | "managementKey" | "workspaceId" | "awsEndpoint" | "region"
>;

/** The AWS side of a deployment, for commands that need more than the HTTP API. */
export interface Deployment {
  /** The name of its CloudFormation stack. */
  readonly stack: string;
  /** Where its HTTP API answers, without a slash at the end. */
  readonly apiUrl: string;
  readonly aws: AwsConfig;
  /** The id, name or URL of a part. @throws KeyferryError `not_found` where the stack has no such output. */
  readonly output: (part: Part) => string;
}

/** Longer than a function's: a person would rather wait than start again. */
const MAX_ATTEMPTS = 6;

/**
 * The local deployment, or the stack that the settings name, found with the usual AWS credentials.
 * @throws UsageError where none is named, or the one that was found is not to be trusted; KeyferryError `not_found` for a stack that does not exist.
 */
export async function findDeployment({
  local,
  refusedFile,
  region,
  stack,
}: CliSettings): Promise<Deployment> {
  if (local !== undefined) return localDeployment(local);
  if (stack === undefined) {
    throw new UsageError(
      refusedFile ??
        "no deployment is named: pass --stack (with AWS credentials) or --api-url, or run npm start in this directory",
    );
  }
  const aws = { maxAttempts: MAX_ATTEMPTS, ...(region !== undefined && { region }) };
  const { outputs } = await describeStack(stack, new CloudFormationClient(aws));
  const outputOf = (name: string): string => {
    const value = outputs.get(name);
    if (value === undefined) throw new KeyferryError("not_found", `the stack has no output ${name}`);
    return value;
  };
  return {
    stack,
    apiUrl: outputOf("ApiUrl").replace(/\/+$/, ""),
    aws,
    output: (part) => outputOf(outputName(part)),
  };
}

const localDeployment = (local: LocalOutputs): Deployment => ({
  stack: LOCAL_STACK,
  apiUrl: local.apiUrl,
  aws: {
    maxAttempts: MAX_ATTEMPTS,
    region: local.region,
    endpoint: local.awsEndpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    forcePathStyle: true,
  },
  output: (part) => local[part],
});

/** The stack's outputs have the same names with a capital letter: `TableName`. */
const outputName = (part: Part): string => `${part.charAt(0).toUpperCase()}${part.slice(1)}`;
