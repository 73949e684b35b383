import { parseArgs } from "node:util";
import { isRealAws } from "../local/aws-environment.ts";
import { STAGES } from "../stages.ts";

const COMMON = `
  --stage <name>     one of infra/stages.ts: ${Object.keys(STAGES).join(", ")}
  --profile <name>   the AWS profile (default: AWS_PROFILE, or the credentials of the environment)
  --region <name>    the AWS region (default: AWS_REGION, or the profile's)
  --yes              do not ask

If AWS_ENDPOINT_URL points to an emulator, the stack leaves out what emulators cannot create.
`;

export const DEPLOY_HELP = `npm run deploy -- --stage <name> [-- <options of cdk deploy>]

Deploys a stage: shows what would change, asks, deploys, and says what to do next.
${COMMON}`;

export const TEARDOWN_HELP = `npm run teardown -- --stage <name>

Deletes a stage and everything in it. Refuses if the stage keeps its data (retainData in infra/stages.ts).
${COMMON}`;

export interface Flags {
  readonly stage: string;
  readonly yes: boolean;
  /** The arguments for the CDK, unchanged. */
  readonly rest: readonly string[];
  readonly target: "aws" | "emulator";
  /** As the flags name them. */
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  /** Where the AWS SDK and the CDK find account and region. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Reads the command line. If there is nothing to do, it prints the reason and returns undefined. */
export function readFlags(
  help: string,
  args: readonly string[] = process.argv.slice(2),
  inherited: NodeJS.ProcessEnv = process.env,
): Flags | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        stage: { type: "string" },
        profile: { type: "string" },
        region: { type: "string" },
        yes: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const { stage, profile, region, yes } = values;
    if (values.help) return say(help, 0);
    if (stage === undefined || !Object.hasOwn(STAGES, stage)) {
      return say(`--stage takes one of: ${Object.keys(STAGES).join(", ")}\n\n${help}`, 2);
    }
    const { AWS_ENDPOINT_URL: endpoint } = inherited;
    const environment = {
      ...inherited,
      ...(profile !== undefined && { AWS_PROFILE: profile }),
      ...(region !== undefined && { AWS_REGION: region }),
    };
    const target = endpoint === undefined || isRealAws(endpoint) ? "aws" : "emulator";
    return { stage, yes, rest: positionals, target, profile, region, environment };
  } catch (error) {
    return say(`${(error as Error).message}\n\n${help}`, 2);
  }
}

function say(text: string, status: number): undefined {
  (status === 0 ? console.log : console.error)(text);
  process.exitCode = status;
}
