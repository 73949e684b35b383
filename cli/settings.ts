import { Secret } from "../shared/kernel/secret.ts";
import type { LocalOutputs } from "../shared/operations/local-outputs.ts";
import { findLocalOutputs } from "./local-outputs.ts";
import { readProfile } from "./profile.ts";

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
  /** Why the file that names the local deployment is not used. */
  readonly refusedFile: string | undefined;
  /** Why no request may have a management key: the only one was given for another deployment than the one found. */
  readonly refusedKey: string | undefined;
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
  const profile = await readProfile(flags.profile ?? KEYFERRY_PROFILE, environment);
  const named = firstNamed([
    { apiUrl: flags.apiUrl, stack: flags.stack },
    { apiUrl: KEYFERRY_API_URL, stack: KEYFERRY_STACK },
    { apiUrl: profile.api_url, stack: profile.stack },
  ]);
  const { local, file, refusal } =
    (named === undefined ? await findLocalOutputs(directory) : undefined) ?? {};
  const ownKey = KEYFERRY_MANAGEMENT_KEY ?? profile.management_key;
  const managementKey = local === undefined ? ownKey : local.managementKey;
  return {
    json: flags.json ?? false,
    apiUrl: (named?.apiUrl ?? local?.apiUrl)?.replace(/\/+$/, ""),
    stack: named?.stack,
    region: flags.region ?? AWS_REGION ?? AWS_DEFAULT_REGION ?? profile.region ?? local?.region,
    managementKey: managementKey === undefined ? undefined : new Secret(managementKey),
    workspaceId: KEYFERRY_WORKSPACE ?? profile.workspace_id ?? local?.workspaceId,
    extraProviders: profile.extra_providers ?? [],
    local,
    refusedFile: refusal,
    refusedKey:
      local === undefined || ownKey === undefined
        ? undefined
        : `the management key of ${KEYFERRY_MANAGEMENT_KEY === undefined ? "the profile" : "KEYFERRY_MANAGEMENT_KEY"} ` +
          `is not sent to a deployment that nothing but ${file} names: name it with --api-url ${local.apiUrl}, ` +
          "or unset the key to use the one of that file",
  };
}

type Named = Pick<CliSettings, "apiUrl" | "stack">;

/**
 * The first that names the API or the stack names the deployment. One that adds the API of another place to its stack would
 * make a command read one deployment and hand a key to another.
 */
const firstNamed = (places: readonly Named[]): Named | undefined =>
  places.find(({ apiUrl, stack }) => apiUrl !== undefined || stack !== undefined);
