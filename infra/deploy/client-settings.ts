import { clientConfig } from "../local/aws-environment.ts";

/** Settings for the scripts' SDK clients: the account and region of the flags, or the emulator's. */
export function clientSettings(environment: NodeJS.ProcessEnv, target: "aws" | "emulator") {
  const { AWS_PROFILE: profile, AWS_REGION: region, AWS_ENDPOINT_URL: endpoint } = environment;
  if (target === "emulator" && endpoint !== undefined) return clientConfig(endpoint);
  return { ...(profile !== undefined && { profile }), ...(region !== undefined && { region }) };
}
