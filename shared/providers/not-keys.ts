import { ENCRYPTED_TEXTS } from "./encrypted-texts.ts";
import type { NotKey } from "./provider.ts";
import { ROOTS, SCHEMES } from "./reference-names.ts";

/**
 * The texts that stand for a key but are none, from the most telling kind to the most general. No provider is known
 * whose keys have such a form; `not-keys.property.test.ts` holds that against keys of every known shape.
 *
 * The words that stand for a key are in `placeholder-words.ts`, and what wraps one in `wrapper.ts`.
 */
export const NOT_KEYS: readonly NotKey[] = [
  {
    kind: "a management key of keyferry itself",
    code: "own_token",
    pattern: /^kf_mgmt_/,
    examples: [`kf_mgmt_${"0".repeat(8)}`],
    source: "shared/access/management-key.ts",
  },
  {
    kind: "a webhook's signing secret",
    code: "own_token",
    pattern: /^whsec_/,
    examples: ["whsec_MfKQ"],
    source: "Standard Webhooks, Svix, Stripe: the prefix of signing secrets",
  },
  ...ENCRYPTED_TEXTS,
  {
    kind: "a reference to a secret of Azure",
    code: "reference",
    pattern: /^@Microsoft\.|^\/subscriptions\//i,
    examples: [
      "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/openai/)",
      "/subscriptions/1/resourceGroups/x",
    ],
    source: "Azure App Service: Key Vault references",
  },
  {
    kind: "a template that was not filled in",
    code: "template",
    pattern: /\{\{|\}\}|\$\{|\$\(|<%|%>|#\{|\{%|%\{|@\{|\$\[|\[\[|\]\]/,
    examples: [
      "$" + "{OPENAI_API_KEY:-}",
      "={{$env.OPENAI_API_KEY}}",
      "$" + "{{ secrets.OPENAI_API_KEY }}",
      "{{resolve:secretsmanager:prod:SecretString:key}}",
      "$(OPENAI_API_KEY)",
      '<%= ENV["KEY"] %>',
      "#{OpenAI.Key}#",
      "sk-$" + "{SUFFIX}",
      "{% env 'KEY' %}",
    ],
    source:
      "shells, Docker Compose, GitHub Actions, Helm, Jinja, n8n, CloudFormation, Azure Pipelines, ERB, Octopus",
  },
  {
    kind: "a variable that was not replaced",
    code: "template",
    pattern:
      /^\$(?:[A-Za-z_][\w.:\->']*|\.[\w.]+)$|^%[^%]{1,200}%$|^%\([^)]{1,200}\)[sdr]?$|^%[a-z]$|^__[A-Za-z][\w.-]{0,200}__$|^@@[^@]{1,200}@@$|^##[^#]{1,200}##$|^:[A-Za-z_]\w{0,100}$/,
    examples: [
      "$OPENAI_API_KEY",
      "$env:OPENAI_API_KEY",
      "%OPENAI_API_KEY%",
      "%(key)s",
      "__OPENAI_KEY__",
      "@@KEY@@",
      ":api_key",
      "%s",
    ],
    source: "POSIX shells, PowerShell, cmd.exe, Python, tokens of Azure Pipelines and sed scripts",
  },
  {
    kind: "an address or a reference to a secret",
    code: "reference",
    pattern: /^[A-Za-z][A-Za-z0-9+.-]{0,40}:\/\//,
    examples: [
      "op://Engineering/OpenAI/credential",
      "vault://secret/data/openai#key",
      "ref+awsssm://prod/openai",
      "https://platform.openai.com/api-keys",
      "file:///run/secrets/openai",
    ],
    source: "1Password, vals, External Secrets: any URI (RFC 3986); docker/docker-agent#3568",
  },
  {
    kind: "a reference to a secret",
    code: "reference",
    pattern: new RegExp(`^(?:${SCHEMES}):`, "i"),
    examples: [
      "vault:secret/data/openai#key",
      "env:OPENAI_API_KEY",
      "secretref:openai-key",
      "keyring:openai",
      "exec:cat key",
    ],
    source: "BerriAI/litellm#30969, Azure Container Apps, Bank-Vaults, Grafana and Vector configuration",
  },
  {
    kind: "a reference to a secret in a cloud",
    code: "reference",
    pattern: /^arn:[a-z-]{1,20}:|^projects\/[^/]{1,100}\/|^(?:kv\/data|secrets?|cubbyhole)\//i,
    examples: [
      "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/openai-AbCdEf",
      "projects/1/secrets/openai/versions/latest",
      "secret/data/openai",
    ],
    source: "AWS ARNs, Google Secret Manager, HashiCorp Vault paths",
  },
  {
    kind: "a reference to a variable",
    code: "reference",
    pattern: new RegExp(`^\\.?(?:${ROOTS})(?:[./][A-Za-z_][\\w-]*)+$`, "i"),
    examples: ["os.environ/OPENAI_API_KEY", "env.KEY", "var.openai_api_key", "secrets.OPENAI"],
    source: "BerriAI/litellm#30969, Bifrost, Terraform, GitHub Actions, Helm",
  },
  {
    kind: "an expression of a program or template",
    code: "reference",
    pattern: /^[A-Za-z_@!.$-][\w.:@$!-]{0,100}(?:\([\s\S]*\)|\[[\s\S]*\])[;,.]?$/,
    examples: [
      'os.getenv("OPENAI_API_KEY")',
      "secretKeyRef(name)",
      'ENV["OPENAI_API_KEY"]',
      "SecretStr('x')",
      "lookup('env','X')",
    ],
    source: "what programs print or read in place of a value",
  },
  {
    kind: "a reference to a value elsewhere",
    code: "reference",
    pattern: /^@|^![A-Za-z]|^&[A-Za-z]\w{0,100}$/,
    examples: ["@openai-key.txt", "!secret openai_key", "!Ref OpenAiKey", "&openai_key"],
    source: "curl and HTTPie (@file), YAML tags of Home Assistant and CloudFormation, YAML anchors",
  },
  {
    kind: "the path of a file",
    code: "reference",
    pattern:
      /^(?:\.{1,2}|~)[/\\][A-Za-z._\\/ -]{1,100}$|^[A-Za-z]:[\\/]|^\\\\|^\/(?:run|var|etc|home|root|mnt|opt|tmp|usr|srv|app|secrets?|Users|Volumes|workspace|proc|dev|vault|config|data)\/|^[\s\S]{0,400}\.(?:txt|json|ya?ml|toml|ini|cfg|conf|env|pem|key|pub|p12|pfx|crt|cer|gpg|asc|enc|csv|xlsx?|docx?|pdf)$/i,
    examples: [
      "/run/secrets/openai_key",
      "~/.openai/key",
      "./key",
      "C:\\keys\\openai",
      "openai-key.txt",
      "\\\\server\\keys",
    ],
    source: "Docker secrets (the *_FILE convention), Windows and POSIX paths",
  },
  {
    kind: "an error value or a number of a spreadsheet",
    code: "not_a_key",
    pattern: /^#|^\d(?:[.,]\d{1,20})?E\+\d{1,3}$/i,
    examples: ["#N/A", "#REF!", "#NAME?", "1.23457E+15"],
    source: "Excel and LibreOffice: error values; long numbers shown in powers of ten",
  },
  {
    kind: "the name of a variable or secret",
    code: "reference",
    unlessPlaceholder: true,
    pattern:
      /^(?:[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){0,8}_(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)=?|\/?[A-Za-z]{1,20}(?:[-_./][A-Za-z]{1,20}){0,3}[-_./](?:[Kk]ey|[Tt]oken|[Ss]ecret|[Pp]assword|[Cc]redentials?))$/,
    examples: [
      "OPENAI_API_KEY",
      "ACME_2_TOKEN=",
      "openai-api-key",
      "prod/openai/api-key",
      "/prod/openai/api_key",
    ],
    source: "the name pasted instead of its value: Infisical#1103, Kubernetes and parameter-store names",
  },
];

/** The first kind of {@link NOT_KEYS} that a plain text is; null if it may be a key. */
export const notKeyOf = (text: string): NotKey | null =>
  NOT_KEYS.find(({ pattern }) => pattern.test(text)) ?? null;
