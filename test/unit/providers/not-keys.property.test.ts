import { randomBytes, randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { FOREIGN_KEYS, PROVIDERS } from "../../../shared/providers/catalogue.ts";
import { ALNUM, BASE32, HEX, inspect, LOWER, URL_SAFE } from "../../support/data/synthetic-keys.ts";

/*
 * No real-looking key is ever refused. The keys are new in each run, so that a rule which refuses one key in a million is
 * found some day. A failure names the slug, the form and the rule, never the key.
 */

const KEYS_PER_FORM = 1_500;

/** New keys, unlike `random` of the fixtures, which gives the same in each run. */
function any(alphabet: string, least: number, most = least): string {
  const [first = 0, ...bytes] = randomBytes(1 + 2 * most);
  const length = least + (first % (most - least + 1));
  return Array.from({ length }, (_, at) =>
    alphabet.charAt(((bytes[2 * at] ?? 0) * 256 + (bytes[2 * at + 1] ?? 0)) % alphabet.length),
  ).join("");
}

const LETTERS = ALNUM.replaceAll(/\d/g, "");
const jwt = (claims: object) =>
  [{ alg: "RS256", typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");

type Form = readonly [slug: string, form: string, key: () => string];

/** Every documented shape, written out independently of the catalogue's patterns. */
const SHAPES: readonly Form[] = [
  ["openai", "project", () => `sk-proj-${any(URL_SAFE, 74)}T3BlbkFJ${any(URL_SAFE, 74)}`],
  ["openai", "service account", () => `sk-svcacct-${any(URL_SAFE, 58)}T3BlbkFJ${any(URL_SAFE, 58)}`],
  ["openai", "admin", () => `sk-admin-${any(URL_SAFE, 20)}T3BlbkFJ${any(URL_SAFE, 20)}`],
  ["openai", "legacy", () => `sk-${any(ALNUM, 20)}T3BlbkFJ${any(ALNUM, 20)}`],
  ["openai", "service", () => `sk-service-${any(URL_SAFE, 20, 200)}`],
  ["anthropic", "API", () => `sk-ant-api03-${any(URL_SAFE, 93)}AA`],
  ["anthropic/2", "API", () => `sk-ant-api03-${any(URL_SAFE, 93)}AA`],
  ["anthropic", "admin", () => `sk-ant-admin01-${any(URL_SAFE, 93)}AA`],
  ["google-ai-studio", "legacy", () => `AIza${any(URL_SAFE, 35)}`],
  ["google-ai-studio", "new", () => `AQ.Ab8RN6${any(URL_SAFE, 44)}`],
  ["amazon-bedrock", "long-lived", () => `ABSK${any(`${ALNUM}+/`, 109, 269)}==`],
  [
    "amazon-bedrock",
    "short-lived",
    () => `bedrock-api-key-${Buffer.from(`bedrock.amazonaws.com/?${any(ALNUM, 300)}`).toString("base64")}`,
  ],
  [
    "amazon-bedrock",
    "pair",
    () =>
      JSON.stringify({
        accessKeyId: `AKIA${any(BASE32, 16)}`,
        secretAccessKey: any(`${ALNUM}+/`, 40),
        region: "eu-west-1",
      }),
  ],
  [
    "azure",
    "deployment",
    () =>
      JSON.stringify({
        model_slug: "openai/gpt-4o",
        endpoint_url: "https://demo.openai.azure.com/openai/deployments/x/chat/completions?api-version=1",
        api_key: any(HEX, 32),
        model_id: "x",
      }),
  ],
  ["azure", "new deployment", () => JSON.stringify([{ api_key: any(ALNUM, 84), model_id: "x" }])],
  ["azure", "plain", () => any(ALNUM, 84)],
  ["groq", "key", () => `gsk_${any(ALNUM, 52)}`],
  ["xai", "key", () => `xai-${any(URL_SAFE, 70, 120)}`],
  ["mistral", "key", () => any(ALNUM, 32)],
  ["deepseek", "key", () => `sk-${any(HEX, 32)}`],
  ["perplexity", "key", () => `pplx-${any(ALNUM, 48)}`],
  ["cohere", "key", () => any(ALNUM, 40)],
  ["together", "new", () => `tgp_v1_${any(URL_SAFE, 43)}`],
  ["together", "old", () => any(HEX, 64)],
  ["fireworks", "key", () => `fw_${any(ALNUM, 24, 60)}`],
  ["cerebras", "key", () => `csk-${any(LOWER, 48)}`],
  ["nvidia", "key", () => `nvapi-${any(URL_SAFE, 60, 70)}`],
  ["moonshotai", "key", () => `sk-${any(URL_SAFE, 48)}`],
  ["minimax", "key", () => `sk-api-${any(URL_SAFE, 119)}`],
  ["minimax", "JWT", () => `${jwt({ sub: any(LETTERS, 12), iat: 1 })}.${any(URL_SAFE, 342)}`],
  ["z-ai", "key", () => `${any(HEX, 32)}.${any(LOWER, 16)}`],
  ["alibaba", "key", () => `sk-${any(HEX, 32)}`],
  ["databricks", "key", () => `dapi${any(HEX, 32)}-2`],
  ["cloudflare", "new", () => `cfut_${any(ALNUM, 40)}${any(HEX, 8)}`],
  ["cloudflare", "old", () => any(URL_SAFE, 40)],
  ["digitalocean", "key", () => `dop_v1_${any(HEX, 64)}`],
  ["digitalocean", "model", () => `sk-do-${any(URL_SAFE, 40, 80)}`],
  ["deepgram", "key", () => any(LOWER, 40)],
  ["wandb", "old", () => any(HEX, 40)],
  ["wandb", "new", () => any(URL_SAFE, 41, 128)],
  ["wandb-legacy", "old", () => any(HEX, 40)],
  ["upstage", "key", () => any(ALNUM, 40, 50)],
  ["clarifai", "key", () => any(ALNUM, 32)],
  ["deepinfra", "key", () => any(ALNUM, 32)],
  ["novita", "key", () => `sk_${any(URL_SAFE, 43)}`],
  ["friendli", "key", () => `flp_${any(ALNUM, 40)}`],
  ["baseten", "key", () => `bastn_${any(ALNUM, 40)}`],
];

/** What a provider of unknown shape may issue. */
const GENERIC: readonly (readonly [form: string, key: () => string])[] = [
  ["base64", () => randomBytes(32).toString("base64")],
  ["base64 of some length", () => randomBytes(16 + (randomBytes(1)[0] ?? 0)).toString("base64")],
  ["base64url", () => randomBytes(24).toString("base64url")],
  ["hexadecimal digits", () => any(HEX, 32, 64)],
  ["capital hexadecimal digits", () => any(HEX.toUpperCase(), 32, 64)],
  ["a UUID", () => randomUUID()],
  ["a UUID and a secret", () => `${randomUUID()}:${any(HEX, 32)}`],
  ["an id and a secret", () => `${any(ALNUM, 8, 20)}:${any(URL_SAFE, 24, 48)}`],
  ["two parts with a dot", () => `${any(ALNUM, 12, 24)}.${any(ALNUM, 24, 48)}`],
  ["two parts with a bar", () => `${any("0123456789", 1, 6)}|${any(ALNUM, 40)}`],
  ["three parts with dots", () => `SG.${any(URL_SAFE, 22)}.${any(URL_SAFE, 43)}`],
  ["letters", () => any(LETTERS, 20, 48)],
  ["small letters", () => any(LETTERS.toLowerCase(), 20, 48)],
  ["capital letters and digits", () => any(BASE32, 20, 48)],
  ["digits", () => any("0123456789", 20, 40)],
  ["letters and digits", () => any(ALNUM, 16, 64)],
  [
    "all that a Bearer token may have (RFC 6750)",
    () => `${any(ALNUM, 2)}${any(`${URL_SAFE}.~+/`, 24, 64)}==`,
  ],
  ["a prefix with underscores", () => `${any(LOWER, 2, 6)}_live_${any(ALNUM, 24, 48)}`],
  ["a prefix with hyphens", () => `key-${any(LOWER, 2, 6)}-${any(HEX, 32)}`],
  ["a prefix of an account", () => `api-${any(LETTERS, 4, 12)}-key-${any(ALNUM, 24, 40)}`],
  ["a long token", () => any(URL_SAFE, 300, 1200)],
];

/** Slugs whose keys have no known shape, and one that a deployment added. */
const UNKNOWN = [
  ...[...PROVIDERS].filter(([, { shapes, json }]) => shapes.length === 0 && !json).map(([slug]) => slug),
  "acme",
];

/**
 * One key in some hundred thousand begins by chance with the unmistakable prefix of another provider, a gateway or a code host,
 * and is refused on purpose.
 */
const FOREIGN = [...PROVIDERS.values()].flatMap(({ unmistakable }) => unmistakable);
const isOfOthers = (key: string): boolean =>
  FOREIGN.some((prefix) => key.startsWith(prefix)) || FOREIGN_KEYS.some(({ pattern }) => pattern.test(key));
function unlikeOthers(key: () => string): string {
  const made = key();
  return isOfOthers(made) ? unlikeOthers(key) : made;
}

const forms: readonly Form[] = [
  ...SHAPES,
  ...GENERIC.map(
    ([form, key], at): Form => [UNKNOWN[(at * 7) % UNKNOWN.length] ?? "acme", form, () => unlikeOthers(key)],
  ),
  ...GENERIC.map(([form, key]): Form => ["acme", form, () => unlikeOthers(key)]),
];

describe("real-looking keys", () => {
  it.each(forms)(
    "no key of %s of the form %s is refused, by itself or under an added slug",
    (slug, _, key) => {
      const refusals = new Set<string>();
      for (let count = 0; count < KEYS_PER_FORM; count += 1) {
        const { refusal } = inspect(slug, key());
        if (refusal) refusals.add(`${refusal.code}: ${refusal.message}`);
      }
      expect([...refusals]).toEqual([]);
    },
  );

  it.each([forms.length * KEYS_PER_FORM])(
    "the forms make %i keys, of every slug with known keys",
    (count) => {
      expect(count).toBeGreaterThanOrEqual(100_000);
      const tried = new Set(SHAPES.map(([slug]) => slug));
      const known = [...PROVIDERS].filter(([, { shapes, prefixes }]) => shapes.length + prefixes.length > 0);
      expect(known.map(([slug]) => slug).filter((slug) => !tried.has(slug) && !slug.includes("aws"))).toEqual(
        [],
      );
    },
  );
});
