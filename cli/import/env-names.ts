/** What the variables of a provider's libraries are called, where that is not its slug. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  GEMINI: "google-ai-studio",
  GOOGLE_AI: "google-ai-studio",
  GOOGLE_GENERATIVE_AI: "google-ai-studio",
  CLAUDE: "anthropic",
  GROK: "xai",
  TOGETHERAI: "together",
  FIREWORKS_AI: "fireworks",
  MISTRALAI: "mistral",
  CO: "cohere",
  MOONSHOT: "moonshotai",
  ZAI: "z-ai",
  VOYAGE: "voyageai",
  AZURE_OPENAI: "azure",
};

/**
 * The provider of a variable such as `OPENAI_API_KEY`, `PROD_OPENAI_KEY` or `GEMINI_API_KEY_2`; undefined for a name that
 * is of no provider's key.
 */
export function providerOfVariable(name: string, slugs: ReadonlySet<string>): string | undefined {
  const [, stem] = /^(.+?)_(?:API_?)?(?:KEY|TOKEN)(?:_\d+)?$/.exec(name.toUpperCase()) ?? [];
  if (stem === undefined) return undefined;
  const words = stem.split("_");
  let found: string | undefined;
  let longest = 0;
  for (let from = 0; from < words.length; from += 1) {
    for (let to = words.length; to > from && to - from > longest; to -= 1) {
      const provider = providerOf(words.slice(from, to).join("_"), slugs);
      if (provider === undefined) continue;
      found = provider;
      longest = to - from;
    }
  }
  return found;
}

function providerOf(name: string, slugs: ReadonlySet<string>): string | undefined {
  const slug = name.toLowerCase().replaceAll("_", "-");
  if (slugs.has(slug)) return slug;
  return Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined;
}
