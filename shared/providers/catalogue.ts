import type { ForeignKey, JsonField, JsonForm, KeyShape, Provider } from "./provider.ts";

/**
 * The known facts about each provider's credentials, as data. Formats change and many providers publish none,
 * so nearly all of it only leads to warnings: `inspect-key.ts` shows the effect of each field.
 *
 * Sources: the providers' documentation; public secret-scanning rules (gitleaks, betterleaks, secretlint:
 * MIT); for entries marked "seen", keys as redacted in public code, which is weak evidence.
 */

const shape = (description: string, pattern: RegExp): KeyShape => ({ description, pattern });
const distinctive = (description: string, pattern: RegExp): KeyShape => ({
  description,
  pattern,
  distinctive: true,
});
const provider = (name: string, facts: Partial<Provider> = {}): Provider => ({
  name,
  shapes: [],
  prefixes: [],
  unmistakable: [],
  cautions: [],
  json: null,
  kin: [],
  regions: [],
  ...facts,
});

/** The service account file as Google's console downloads it, plus an optional `region`. */
const SERVICE_ACCOUNT: JsonForm = {
  description: "a service account as a JSON object",
  plainText: "refused",
  list: false,
  fields: [
    { name: "type", absent: "refused", usual: /^service_account$/, strict: true },
    { name: "private_key", absent: "refused", usual: /^-----BEGIN (?:RSA )?PRIVATE KEY-----/, pem: true },
    { name: "client_email", absent: "refused", usual: /^[\w.-]{1,100}@[\w.-]{1,100}$/ },
    ...["project_id", "private_key_id", "client_id", "auth_uri", "token_uri"].map(warnedField),
    ...["auth_provider_x509_cert_url", "client_x509_cert_url", "universe_domain"].map(warnedField),
  ],
  allOrNone: [],
  telltale: ["private_key", "client_email"],
  label: { field: "client_email", as: "text", safe: /^[\w.-]{1,64}@[\w.-]{1,100}$/ },
};

/** Every member may be absent: there is a newer form for whole resources, whose members are not public. */
const AZURE_DEPLOYMENTS: JsonForm = {
  description: "a JSON object or list of objects with model_slug, endpoint_url, api_key and model_id",
  plainText: "unusual",
  list: true,
  fields: [
    {
      name: "endpoint_url",
      absent: "warned",
      hosts: [
        ...[".openai.azure.com", ".services.ai.azure.com", ".cognitiveservices.azure.com"],
        ...[".models.ai.azure.com", ".inference.ai.azure.com", ".inference.ml.azure.com", ".openai.azure.us"],
      ],
    },
    { name: "api_key", absent: "warned", usual: /^(?:[0-9a-f]{32}|[A-Za-z0-9]{84})$/, secret: true },
    ...["model_slug", "model_id"].map(warnedField),
  ],
  allOrNone: [],
  telltale: [],
  label: { field: "endpoint_url", as: "host", safe: /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}$/ },
};

/** An access key of AWS IAM. The id is not secret, so it is the label. */
const AWS_ACCESS_KEY: JsonForm = {
  description: "a JSON object with accessKeyId, secretAccessKey and region",
  plainText: "usual",
  list: false,
  fields: [
    { name: "accessKeyId", absent: "warned", usual: /^(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}$/ },
    { name: "secretAccessKey", absent: "warned", usual: /^[A-Za-z0-9/+=]{40}$/, secret: true },
    { name: "region", absent: "warned", usual: /^[a-z]{2,4}(?:-[a-z]{1,12}){1,3}-\d{1,2}$/ },
  ],
  allOrNone: ["accessKeyId", "secretAccessKey"],
  swapped: [
    { name: "secretAccessKey", is: /^(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}$/ },
    { name: "accessKeyId", is: /^[A-Za-z0-9/+=]{40}$/ },
  ],
  telltale: ["accessKeyId", "secretAccessKey"],
  label: { field: "accessKeyId", as: "text", safe: /^(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}$/ },
};

/** A key together with the region of its account, as OpenRouter's contract describes it for OpenAI and Fireworks. */
const KEY_WITH_REGION: JsonForm = {
  description: "a JSON object with api_key and region",
  plainText: "usual",
  list: false,
  fields: [
    { name: "api_key", absent: "warned", secret: true },
    { name: "region", absent: "warned", usual: /^(?:global|europe|us)$/ },
  ],
  allOrNone: [],
  telltale: [],
  label: { field: "api_key", as: "key" },
};

function warnedField(name: string): JsonField {
  return { name, absent: "warned" };
}

const HEX_40 = shape("40 hexadecimal digits", /^[0-9a-f]{40}$/);
const ALNUM_32 = shape("32 letters or digits", /^[A-Za-z0-9]{32}$/);
const SK_HEX_32 = shape("sk- and 32 hexadecimal digits", /^sk-[0-9a-f]{32}$/);

const ANTHROPIC = provider("Anthropic", {
  shapes: [
    shape("sk-ant-api and 90 to 130 characters", /^sk-ant-api\d{2}-[\w-]{90,128}$/),
    shape("sk-ant-admin01- and 90 to 130 characters", /^sk-ant-admin\d{2}-[\w-]{90,128}$/),
  ],
  prefixes: ["sk-"],
  unmistakable: ["sk-ant-", "sk-ant-api03-", "sk-ant-admin01-"],
  cautions: [
    { prefix: "sk-ant-admin", code: "admin_key" },
    // Seen in scrutineer#121 and hermes-agent#4093.
    ...["sk-ant-oat", "sk-ant-ort", "sk-ant-sid"].map((prefix) => ({
      prefix,
      code: "subscription_token" as const,
    })),
  ],
  regions: ["us"],
});

const BEDROCK = provider("Amazon Bedrock", {
  shapes: [
    distinctive("ABSK and 109 to 269 base64 characters", /^ABSK[A-Za-z0-9+/]{109,269}={0,2}$/),
    // The base64 text is the start of "bedrock.amazonaws.com".
    shape(
      "bedrock-api-key- and a signed request in base64",
      /^bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t[\w+/-]{0,4000}={0,2}$/,
    ),
  ],
  prefixes: ["ABSK", "bedrock-"],
  unmistakable: ["bedrock-api-key-"],
  cautions: [
    { prefix: "bedrock-api-key-", code: "short_lived" },
    { prefix: "ASIA", code: "short_lived" },
  ],
  json: AWS_ACCESS_KEY,
});

/** Claude as a product of AWS takes an AWS access key or its own kind of key, of an unpublished shape. */
const CLAUDE_ON_AWS: Provider = {
  ...BEDROCK,
  name: "Claude on AWS",
  shapes: [],
  kin: ["amazon-bedrock", "anthropic"],
};

const WANDB = provider("Weights & Biases", {
  // The longer, newer form is seen, not documented.
  shapes: [HEX_40, shape("41 to 128 characters", /^[\w-]{41,128}$/)],
});

/** The slugs about which something is known. */
const KNOWN: Readonly<Record<string, Provider>> = {
  alibaba: provider("Alibaba Cloud", { shapes: [SK_HEX_32], prefixes: ["sk-"] }),
  "amazon-bedrock": BEDROCK,
  "amazon-bedrock/claude-on-aws": CLAUDE_ON_AWS,
  "amazon-nova": provider("Amazon Nova", { kin: ["amazon-bedrock"] }),
  anthropic: ANTHROPIC,
  "anthropic/2": ANTHROPIC,
  azure: provider("Azure", { json: AZURE_DEPLOYMENTS, regions: ["europe", "us"] }),
  baseten: provider("Baseten", { prefixes: ["bastn_"] }),
  cerebras: provider("Cerebras", {
    shapes: [distinctive("csk- and 48 lower-case letters or digits", /^csk-[a-z0-9]{48}$/)],
    prefixes: ["csk-"],
  }),
  clarifai: provider("Clarifai", { shapes: [ALNUM_32] }),
  "claude-on-aws": CLAUDE_ON_AWS,
  cloudflare: provider("Cloudflare", {
    shapes: [
      distinctive("cfut_, cfat_ or cfk_ and 48 characters", /^cf(?:ut|at|k)_[A-Za-z0-9]{40}[0-9a-f]{8}$/),
      shape("40 characters", /^[\w-]{40}$/),
    ],
    prefixes: ["cfut_", "cfat_", "cfk_"],
  }),
  cohere: provider("Cohere", { shapes: [shape("40 letters or digits", /^[A-Za-z0-9]{40}$/)] }),
  databricks: provider("Databricks", {
    shapes: [distinctive("dapi and 32 hexadecimal digits", /^dapi[0-9a-f]{32}(?:-\d{1,2})?$/)],
    prefixes: ["dapi"],
  }),
  deepgram: provider("Deepgram", {
    shapes: [shape("40 lower-case letters or digits", /^[0-9a-z]{40}$/)],
  }),
  deepinfra: provider("DeepInfra", { shapes: [ALNUM_32] }),
  deepseek: provider("DeepSeek", { shapes: [SK_HEX_32], prefixes: ["sk-"] }),
  digitalocean: provider("DigitalOcean", {
    shapes: [
      shape("dop_v1_ or doo_v1_ and 64 hexadecimal digits", /^do[op]_v1_[0-9a-f]{64}$/),
      // The model access keys of serverless inference: seen.
      distinctive("sk-do- and 40 to 80 characters", /^sk-do-[\w-]{40,80}$/),
    ],
    prefixes: ["dop_", "doo_", "sk-"],
    unmistakable: ["dop_v1_", "doo_v1_"],
  }),
  fireworks: provider("Fireworks", {
    shapes: [distinctive("fw_ and 24 or more letters or digits", /^fw_[A-Za-z0-9]{24,128}$/)], // seen
    prefixes: ["fw_"],
    json: KEY_WITH_REGION,
    regions: "in_key",
  }),
  friendli: provider("Friendli", { prefixes: ["flp_"] }),
  "google-ai-studio": provider("Google AI Studio", {
    shapes: [
      distinctive("AIza and 35 characters", /^AIza[\w-]{35}$/),
      distinctive("AQ. and 40 to 120 characters", /^AQ\.[\w-]{40,120}$/),
    ],
    prefixes: ["AIza", "AQ."],
  }),
  "google-vertex": provider("Google Vertex AI", { json: SERVICE_ACCOUNT }),
  groq: provider("Groq", {
    shapes: [shape("gsk_ and 52 letters or digits", /^gsk_[A-Za-z0-9]{52}$/)],
    prefixes: ["gsk_"],
    unmistakable: ["gsk_"],
  }),
  minimax: provider("MiniMax", {
    shapes: [
      distinctive("sk-api- and 119 characters", /^sk-api-[\w-]{119}$/),
      // The older form: seen.
      shape("a JSON Web Token", /^eyJ[\w-]{10,1000}\.[\w-]{10,2000}\.[\w-]{10,1000}$/),
    ],
    prefixes: ["sk-"],
  }),
  mistral: provider("Mistral", { shapes: [ALNUM_32] }),
  moonshotai: provider("Moonshot AI", {
    shapes: [shape("sk- and 48 characters", /^sk-[\w-]{48}$/)],
    prefixes: ["sk-"],
  }),
  novita: provider("Novita", {
    shapes: [shape("sk_ and 43 characters", /^sk_[\w-]{43}$/)], // seen
    prefixes: ["sk_"],
  }),
  nvidia: provider("NVIDIA", {
    shapes: [shape("nvapi- and 60 to 70 characters", /^nvapi-[\w-]{60,70}$/)],
    prefixes: ["nvapi-"],
    unmistakable: ["nvapi-"],
  }),
  openai: provider("OpenAI", {
    shapes: [
      // "T3BlbkFJ" is base64 for "OpenAI" and stands in the middle of every key.
      shape(
        "sk-proj-, sk-svcacct- or sk-admin- and 48 to 156 characters",
        /^sk-(?:proj|svcacct|admin)-(?:[\w-]{74}T3BlbkFJ[\w-]{74}|[\w-]{58}T3BlbkFJ[\w-]{58}|[\w-]{20}T3BlbkFJ[\w-]{20})$/,
      ),
      distinctive("sk- and 48 letters or digits", /^sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}$/),
      shape("sk-service- and 20 to 200 characters", /^sk-service-[\w-]{20,200}$/), // seen
    ],
    prefixes: ["sk-"],
    unmistakable: ["sk-proj-", "sk-svcacct-", "sk-admin-"],
    cautions: [{ prefix: "sk-admin-", code: "admin_key" }],
    json: KEY_WITH_REGION,
    regions: "in_key",
  }),
  perplexity: provider("Perplexity", {
    shapes: [shape("pplx- and 48 letters or digits", /^pplx-[A-Za-z0-9]{48}$/)],
    prefixes: ["pplx-"],
    unmistakable: ["pplx-"],
  }),
  together: provider("Together", {
    shapes: [
      shape("tgp_v1_ and 43 characters", /^tgp_v1_[\w-]{43}$/),
      shape("64 hexadecimal digits", /^[0-9a-f]{64}$/), // seen
    ],
    prefixes: ["tgp_"],
    unmistakable: ["tgp_v1_"],
  }),
  upstage: provider("Upstage", { shapes: [shape("40 to 50 letters or digits", /^[A-Za-z0-9]{40,50}$/)] }),
  wandb: WANDB,
  "wandb-legacy": WANDB,
  xai: provider("xAI", {
    shapes: [shape("xai- and 70 to 120 characters", /^xai-[\w-]{70,120}$/)],
    prefixes: ["xai-"],
    unmistakable: ["xai-"],
  }),
  "z-ai": provider("Z.ai", {
    shapes: [shape("32 hexadecimal digits, a dot and 16 characters", /^[0-9a-f]{32}\.[A-Za-z0-9]{16}$/)],
  }),
};

/** Every slug that a released client library can send. A deployment adds its own by configuration. */
const SLUGS = `
ai21 aion-labs akashml alibaba amazon-bedrock amazon-bedrock/claude-on-aws amazon-nova ambient anthropic
anthropic/2 arcee-ai assemblyai atlas-cloud avian azure baidu baseten black-forest-labs byteplus cerebras chutes
cirrascale clarifai claude-on-aws cloudflare cohere coreweave cosine crusoe darkbloom databricks decart deepgram
deepinfra deepseek dekallm digitalocean elevenlabs featherless fireworks fish-audio friendli gmicloud
google-ai-studio google-vertex groq heygen inception inceptron inferact-vllm inference-net infermatic inflection
io-net ionstream krea liquid makora mancer mara meta minimax mistral modal modelrun modular moonshotai morph
ncompass near-ai nebius nex-agi nextbit novita nvidia ollama open-inference openai parasail pareto-alpha
perceptron perplexity phala poolside primeintellect quiver recraft recursive reka relace respan runway
sail-research sakana sakana-ai sambanova scaledown seed siliconflow sourceful stepfun streamlake switchpoint
tencent tenstorrent thinkingmachines together typesafe unbiased upstage venice voyageai wafer wandb wandb-legacy
xai xiaomi z-ai`
  .trim()
  .split(/\s+/);

/** The slugs of the catalogue in alphabetical order, each with the known facts about its credentials. */
export const PROVIDERS: ReadonlyMap<string, Provider> = new Map(
  SLUGS.map((slug) => [slug, KNOWN[slug] ?? provider(slug)]),
);

/** Keys that users paste by mistake. The hub's prefix is short, so its whole shape counts (gitleaks, MIT). */
export const FOREIGN_KEYS: readonly ForeignKey[] = [
  { issuer: "OpenRouter", pattern: /^sk-or-(?:v1|mgmt)-/ },
  { issuer: "Vercel AI Gateway", pattern: /^vck_/ },
  { issuer: "GitHub", pattern: /^(?:ghp_|github_pat_)/ },
  { issuer: "Hugging Face", pattern: /^hf_[A-Za-z]{34}$/ },
];
