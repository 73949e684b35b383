import { generateKeyPairSync } from "node:crypto";
import { Secret } from "../../../shared/kernel/secret.ts";
import { inspectKey } from "../../../shared/providers/inspect-key.ts";
import type {
  KeyInspection,
  KeyRefusalCode,
  KeyWarningCode,
} from "../../../shared/providers/key-inspection.ts";

/*
 * Keys that no provider issued. They are built at run time from fixed seeds, so that the repository holds no
 * text that a secret scanner takes for a key, and every run builds the same ones.
 */

export const HEX = "0123456789abcdef";
export const LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";
export const ALNUM = `${LOWER}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;
export const URL_SAFE = `${ALNUM}_-`;
export const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Evenly distributed characters from a Lehmer generator: the same seed gives the same text. */
export function random(alphabet: string, length: number, seed = 7): string {
  let state = (seed * 48_271 + length) % 2_147_483_647;
  return Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return alphabet.charAt(state % alphabet.length);
  }).join("");
}

/** One key of each documented shape, written out independently of the catalogue's patterns. */
export const DOCUMENTED: readonly (readonly [slug: string, key: string])[] = [
  ["openai", `sk-proj-${random(URL_SAFE, 74)}T3BlbkFJ${random(URL_SAFE, 74, 8)}`],
  ["openai", `sk-svcacct-${random(URL_SAFE, 58)}T3BlbkFJ${random(URL_SAFE, 58, 8)}`],
  ["openai", `sk-proj-${random(URL_SAFE, 20)}T3BlbkFJ${random(URL_SAFE, 20, 8)}`],
  ["openai", `sk-${random(ALNUM, 20)}T3BlbkFJ${random(ALNUM, 20, 8)}`],
  ["anthropic", `sk-ant-api03-${random(URL_SAFE, 93)}AA`],
  ["anthropic/2", `sk-ant-api03-${random(URL_SAFE, 93)}AA`],
  ["claude-on-aws", `sk-ant-api03-${random(URL_SAFE, 93)}AA`],
  ["google-ai-studio", `AIza${random(URL_SAFE, 35)}`],
  ["google-ai-studio", `AQ.Ab8RN6${random(URL_SAFE, 44)}`],
  ["amazon-bedrock", `ABSK${random(ALNUM, 128)}`],
  ["amazon-bedrock/claude-on-aws", `ABSK${random(ALNUM, 128)}`],
  ["groq", `gsk_${random(ALNUM, 52)}`],
  ["xai", `xai-${random(URL_SAFE, 80)}`],
  ["mistral", random(ALNUM, 32)],
  ["deepseek", `sk-${random(HEX, 32)}`],
  ["perplexity", `pplx-${random(ALNUM, 48)}`],
  ["cohere", random(ALNUM, 40)],
  ["together", `tgp_v1_${random(URL_SAFE, 43)}`],
  ["together", random(HEX, 64)],
  ["fireworks", `fw_${random(ALNUM, 24)}`],
  ["cerebras", `csk-${random(LOWER, 48)}`],
  ["nvidia", `nvapi-${random(URL_SAFE, 64)}`],
  ["moonshotai", `sk-${random(URL_SAFE, 48)}`],
  ["minimax", `sk-api-${random(URL_SAFE, 119)}`],
  ["z-ai", `${random(HEX, 32)}.${random(LOWER, 16)}`],
  ["alibaba", `sk-${random(HEX, 32)}`],
  ["databricks", `dapi${random(HEX, 32)}-2`],
  ["cloudflare", `cfut_${random(ALNUM, 40)}${random(HEX, 8)}`],
  ["cloudflare", random(URL_SAFE, 40)],
  ["digitalocean", `dop_v1_${random(HEX, 64)}`],
  ["deepgram", random(HEX, 40)],
  ["wandb", random(HEX, 40)],
  ["wandb-legacy", random(HEX, 40)],
  ["upstage", random(ALNUM, 45)],
  ["clarifai", random(ALNUM, 32)],
  ["deepinfra", random(ALNUM, 32)],
  ["novita", `sk_${random(URL_SAFE, 43)}`],
  ["friendli", `flp_${random(ALNUM, 40)}`],
  ["baseten", `bastn_${random(ALNUM, 40)}`],
];

/** A private key that nobody uses: the only one of these texts that is not the same in every run. */
export const PEM = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey.export({
  type: "pkcs8",
  format: "pem",
}) as string;

/** A service account with every usual member; an override of `undefined` leaves the member out. */
export const serviceAccount = (overrides: Record<string, unknown> = {}): string =>
  JSON.stringify({
    type: "service_account",
    project_id: "demo",
    private_key_id: random(HEX, 40),
    private_key: PEM,
    client_email: "ferry@demo.iam.gserviceaccount.com",
    client_id: "104000000000000000000",
    auth_uri: "https://accounts.google.com/o/oauth2/auth",
    token_uri: "https://oauth2.googleapis.com/token",
    auth_provider_x509_cert_url: "https://www.googleapis.com/oauth2/v1/certs",
    client_x509_cert_url: "https://www.googleapis.com/robot/v1/metadata/x509/ferry",
    universe_domain: "googleapis.com",
    ...overrides,
  });

/** One Azure deployment with every usual member. */
export const azureDeployment = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  model_slug: "openai/gpt-4o",
  endpoint_url:
    "https://demo.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=2024-10-21",
  api_key: random(HEX, 32),
  model_id: "gpt",
  ...overrides,
});

/** An AWS access key with every usual member. */
export const awsAccessKey = (overrides: Record<string, unknown> = {}): string =>
  JSON.stringify({
    accessKeyId: `AKIA${random(BASE32, 16)}`,
    secretAccessKey: random(`${ALNUM}/+`, 40),
    region: "us-east-1",
    ...overrides,
  });

/** A key of OpenAI or Fireworks together with its region. */
export const keyWithRegion = (api_key: string, region: string): string => JSON.stringify({ api_key, region });

export const inspect = (slug: string, text: string): KeyInspection => inspectKey(slug, new Secret(text));

export const warningsOf = (slug: string, text: string): KeyWarningCode[] =>
  inspect(slug, text).warnings.map(({ code }) => code);

export const refusalOf = (slug: string, text: string): KeyRefusalCode | null =>
  inspect(slug, text).refusal?.code ?? null;
