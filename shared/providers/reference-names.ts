/** Roots of an expression that reads a setting: `os.environ/X`, `var.x`, `secrets.X` … */
export const ROOTS =
  "os\\.environ|process\\.env|import\\.meta\\.env|Deno\\.env|Bun\\.env|env|environ|environment|secrets?|vars?" +
  "|local|data|module|config|cfg|settings|github|inputs?|steps|needs|values|context|ctx|params?|parameters|props" +
  "|credentials?|st\\.secrets|app\\.config|self|this|each|path|global|globals|workflow|job|matrix|kubernetes_secret" +
  "|azurerm_key_vault_secret|google_secret_manager_secret_version|aws_secretsmanager_secret_version|aws_ssm_parameter" +
  "|random_password|vault_generic_secret|vault_kv_secret_v2";

/** Schemes that name a place of secrets, written without slashes: `vault:path#key`, `env:NAME`, `file:path` … */
export const SCHEMES =
  "vault|env|file|secrets?|secretref|secret-?ref|keyring|keychain|ssm|awssm|aws-sm|secrets-?manager|doppler|infisical" +
  "|bws?|bitwarden|gcp-?sm|gsm|azure-?kv|key-?vault(?:ref)?|kv|exec|cmd|command|shell|op|pass|ref|value-?from" +
  "|param(?:eter)?|parameter-?store|resolve|config|config-?map|conjur|akeyless|chamber|consul|k8s|kubernetes|dapr" +
  "|(?:aws|gcp|azure|az|hashicorp|google):[a-z][a-z-]{1,30}|(?:secret|key|value|config|env|param)[a-z-]{0,10}-?ref|credential|credstore|keeper|lastpass|process|external-?secret|data|javascript";
