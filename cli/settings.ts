import { Secret } from "../shared/kernel/secret.ts";
import type { LocalOutputs } from "../shared/operations/local-outputs.ts";
import { findLocalOutputs } from "./local-outputs.ts";
import { profileFile, readProfile } from "./profile.ts";

/** The flags that every command takes. */
export interface GlobalFlags {
  readonly json?: boolean;
  readonly profile?: string;
  readonly apiUrl?: string;
  readonly stack?: string;
  readonly region?: string;
}

/** Where the deployment is and who is calling: by the flags, else the environment, else the profile. */
export interface CliSettings {
  readonly json: boolean;
  readonly apiUrl: string | undefined;
  readonly stack: string | undefined;
  readonly region: string | undefined;
  readonly managementKey: Secret | undefined;
  /** The workspace of a command that names none; `global` for the credentials of every workspace. */
  readonly workspaceId: string | undefined;
  /** Provider slugs that the deployment adds to the catalogue. */
  readonly extraProviders: readonly string[];
  /** The deployment of `npm start`, where nothing names another one. */
  readonly local: LocalOutputs | undefined;
}

/** @throws UsageError for a profile that cannot be used. */
export async function readSettings(
  flags: GlobalFlags,
  environment: NodeJS.ProcessEnv = process.env,
  directory = process.cwd(),
): Promise<CliSettings> {
  const { KEYFERRY_API_URL, KEYFERRY_STACK, KEYFERRY_MANAGEMENT_KEY, KEYFERRY_PROFILE, KEYFERRY_WORKSPACE } =
    environment;
  const { AWS_REGION, AWS_DEFAULT_REGION } = environment;
  const profile = await readProfile(flags.profile ?? KEYFERRY_PROFILE, profileFile(environment));
  const apiUrl = flags.apiUrl ?? KEYFERRY_API_URL ?? profile.api_url;
  const stack = flags.stack ?? KEYFERRY_STACK ?? profile.stack;
  const local = apiUrl === undefined && stack === undefined ? await findLocalOutputs(directory) : undefined;
  const managementKey = KEYFERRY_MANAGEMENT_KEY ?? profile.management_key ?? local?.managementKey;
  return {
    json: flags.json ?? false,
    apiUrl: (apiUrl ?? local?.apiUrl)?.replace(/\/+$/, ""),
    stack,
    region: flags.region ?? AWS_REGION ?? AWS_DEFAULT_REGION ?? profile.region ?? local?.region,
    managementKey: managementKey === undefined ? undefined : new Secret(managementKey),
    workspaceId: KEYFERRY_WORKSPACE ?? profile.workspace_id ?? local?.workspaceId,
    extraProviders: profile.extra_providers ?? [],
    local,
  };
}
