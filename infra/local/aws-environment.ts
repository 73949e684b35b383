import { delimiter, dirname } from "node:path";

export const EMULATOR_ACCOUNT = "000000000000";
export const EMULATOR_REGION = "us-east-1";

/**
 * An environment in which the AWS SDK and the CDK CLI talk only to an emulator. It leaves out every AWS_ and CDK_
 * variable of the caller, because a profile or AWS_ENDPOINT_URL_S3 would send some calls to a real account.
 */
export function awsEnvironment(
  endpoint: string,
  inherited: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const { PATH } = inherited;
  const kept = Object.entries(inherited).filter(([name]) => !/^(AWS|CDK)_/.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: [dirname(process.execPath), PATH].join(delimiter),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: EMULATOR_REGION,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    CDK_DEFAULT_ACCOUNT: EMULATOR_ACCOUNT,
    CDK_DEFAULT_REGION: EMULATOR_REGION,
    CDK_DISABLE_CLI_TELEMETRY: "true",
    CI: "true",
  };
}

/** What an SDK client needs to talk to the emulator. */
export function clientConfig(endpoint: string) {
  return {
    endpoint,
    region: EMULATOR_REGION,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
}

export const isRealAws = (endpoint: string): boolean =>
  /(^|\.)(amazonaws\.com(\.cn)?|api\.aws|aws\.dev)$/.test(new URL(endpoint).hostname);
