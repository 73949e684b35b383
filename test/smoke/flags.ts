import { parseArgs } from "node:util";

export const HELP = `npm run smoke -- --stage <name> [--profile <name>] [--region <name>] [--rows <number>]
npm run smoke -- --local [--rows <number>]

Rehearses the whole promise on a deployed stack with your AWS credentials, removes what it made, and prints a report that holds
no key. docs/deploy.md ("Rehearsal") says which rights it needs and what stays.

  --stage <name>     the stage, deployed as keyferry-<name>
  --local            an emulator of its own, as the gate runs it
  --profile <name>   the AWS profile (default: AWS_PROFILE, or the credentials of the environment)
  --region <name>    the AWS region (default: AWS_REGION, or the profile's)
  --rows <number>    rows to import, 1 to 10000 (default: 1000)
`;

export interface SmokeFlags {
  /** Null: an emulator of its own. */
  readonly stage: string | null;
  readonly rows: number;
  readonly profile: string | undefined;
  readonly region: string | undefined;
}

const MOST_ROWS = 10_000;

/** @returns null where help is asked for. @throws Error for a command line that means nothing. */
export function readSmokeFlags(args: readonly string[]): SmokeFlags | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      stage: { type: "string" },
      local: { type: "boolean", default: false },
      profile: { type: "string" },
      region: { type: "string" },
      rows: { type: "string", default: "1000" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return null;
  const { stage, local, profile, region } = values;
  if ((stage === undefined) !== local) throw new Error("pass either --stage <name> or --local");
  if (stage !== undefined && !/^[A-Za-z][A-Za-z0-9-]*$/.test(stage)) {
    throw new Error("--stage takes letters, digits and hyphens");
  }
  const rows = Number(values.rows);
  if (!Number.isInteger(rows) || rows < 1 || rows > MOST_ROWS) {
    throw new Error(`--rows takes a number from 1 to ${MOST_ROWS}`);
  }
  return { stage: stage ?? null, rows, profile, region };
}
