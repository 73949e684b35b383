import { plainName } from "./field-names.ts";

/*
 * The CSV exports of password managers: Bitwarden, 1Password, and others with the same columns (LastPass, KeePass, the
 * browsers). Formats: https://bitwarden.com/help/condition-bitwarden-import/ and
 * https://support.1password.com/export/, both seen in November 2026.
 *
 * An export has every login of a vault, so a row counts only if its address is that of a known provider: any other
 * password would be handed over as a key.
 */

/** What a column of such an export holds. */
export type ExportColumn = "key" | "name" | "address" | null;

const COLUMNS: ReadonlyMap<string, ExportColumn> = new Map<string, ExportColumn>([
  ...["password", "login_password"].map((name) => [name, "key"] as const),
  ...["url", "login_uri", "website", "web_site"].map((name) => [name, "address"] as const),
  ...["title", "name", "account"].map((name) => [name, "name"] as const),
  ...[
    ...["folder", "favorite", "favourite", "fav", "type", "notes", "note", "fields", "reprompt", "archived"],
    ...["login_username", "username", "user_name", "login_name", "login_totp", "totp", "otpauth", "tags"],
    ...["extra", "grouping", "group", "collections", "icon", "created", "last_modified", "comments"],
  ].map((name) => [name, null] as const),
]);

export const isExportColumn = (name: string): boolean => COLUMNS.has(plainName(name));

/** The columns of a password manager's export; null for any other heading. */
export function exportColumns(names: readonly string[]): readonly ExportColumn[] | null {
  const plain = names.map(plainName);
  if (!plain.every((name) => COLUMNS.has(name))) return null;
  const columns = plain.map((name) => COLUMNS.get(name) ?? null);
  const once = (column: ExportColumn) => columns.filter((other) => other === column).length === 1;
  return once("key") && once("address") ? columns : null;
}

/** The domain of each provider's console and API. */
const DOMAINS: ReadonlyMap<string, string> = new Map([
  ["openai.com", "openai"],
  ["anthropic.com", "anthropic"],
  ["claude.com", "anthropic"],
  ["aistudio.google.com", "google-ai-studio"],
  ["ai.google.dev", "google-ai-studio"],
  ["mistral.ai", "mistral"],
  ["cohere.com", "cohere"],
  ["groq.com", "groq"],
  ["x.ai", "xai"],
  ["deepseek.com", "deepseek"],
  ["together.ai", "together"],
  ["together.xyz", "together"],
  ["fireworks.ai", "fireworks"],
  ["perplexity.ai", "perplexity"],
  ["cerebras.ai", "cerebras"],
  ["sambanova.ai", "sambanova"],
  ["deepinfra.com", "deepinfra"],
  ["novita.ai", "novita"],
  ["nebius.com", "nebius"],
  ["moonshot.ai", "moonshotai"],
  ["moonshot.cn", "moonshotai"],
  ["z.ai", "z-ai"],
  ["ai21.com", "ai21"],
  ["voyageai.com", "voyageai"],
  ["nvidia.com", "nvidia"],
  ["baseten.co", "baseten"],
  ["venice.ai", "venice"],
  ["minimax.io", "minimax"],
  ["inference.net", "inference-net"],
  ["deepgram.com", "deepgram"],
  ["assemblyai.com", "assemblyai"],
  ["recraft.ai", "recraft"],
]);

/** The provider whose domain an address has; undefined if there is none. Several addresses are separated by commas. */
export function providerOfAddress(cell: string): string | undefined {
  for (const address of cell.split(/[,\s]+/)) {
    const url = /^https?:\/\//i.test(address) ? address : `https://${address}`;
    if (address === "" || !URL.canParse(url)) continue;
    const labels = new URL(url).hostname.split(".");
    for (let from = 0; from < labels.length - 1; from += 1) {
      const provider = DOMAINS.get(labels.slice(from).join("."));
      if (provider !== undefined) return provider;
    }
  }
  return undefined;
}
