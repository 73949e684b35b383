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

Deletes a stage and everything in it. If the stage keeps its data (retainData in infra/stages.ts), refuses, or deletes
the stack alone.

  --keep-data             delete the stack of a stage that keeps its data; npm run adopt brings it back
  --bypass-governance     delete objects under a governance lock as well (s3:BypassGovernanceRetention)
  --left-bucket <name>    delete only this bucket, which an earlier teardown has left
${COMMON}`;

export const ADOPT_HELP = `npm run adopt -- --stage <name>

Makes a stack of the table, the keys and the bucket that a deleted stack of the stage has left. Then deploy the stage.

  --resource <id>=<name>  a resource's logical id, and its name or key id; for each, if CloudFormation has forgotten them
${COMMON}`;

/** Which command an option is for, if it is not for all. */
const ONLY_FOR = {
  "keep-data": TEARDOWN_HELP,
  "bypass-governance": TEARDOWN_HELP,
  "left-bucket": TEARDOWN_HELP,
  resource: ADOPT_HELP,
} as const;

export interface Flags {
  readonly stage: string;
  readonly yes: boolean;
  /** The arguments for the CDK, unchanged. */
  readonly rest: readonly string[];
  readonly target: "aws" | "emulator";
  /** As the flags name them. */
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
  /** Of teardown: {@link TEARDOWN_HELP}. */
  readonly keepData: boolean;
  readonly bypassGovernance: boolean;
  readonly leftBucket: string | undefined;
  /** Of adopt: physical ids by logical id. */
  readonly resources: Readonly<Record<string, string>>;
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
        "keep-data": { type: "boolean" },
        "bypass-governance": { type: "boolean" },
        "left-bucket": { type: "string" },
        resource: { type: "string", multiple: true },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    for (const [name, command] of Object.entries(ONLY_FOR)) {
      if (name in values && help !== command) throw new Error(`--${name} is no option of this command`);
    }
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
    return {
      ...{ stage, yes, rest: positionals, target, profile, region, environment },
      keepData: values["keep-data"] ?? false,
      bypassGovernance: values["bypass-governance"] ?? false,
      leftBucket: values["left-bucket"],
      resources: Object.fromEntries((values.resource ?? []).map(pairOf)),
    };
  } catch (error) {
    return say(`${(error as Error).message}\n\n${help}`, 2);
  }
}

/** @throws Error for what is no pair. */
function pairOf(text: string): readonly [string, string] {
  const [id = "", name = "", ...others] = text.split("=");
  if (id === "" || name === "" || others.length > 0) throw new Error("--resource takes <logical id>=<name>");
  return [id, name];
}

function say(text: string, status: number): undefined {
  (status === 0 ? console.log : console.error)(text);
  process.exitCode = status;
}
