import { FOREIGN_KEYS, PROVIDERS } from "./catalogue.ts";
import { type KeyReading, member } from "./key-reading.ts";
import type { Provider } from "./provider.ts";

/** The name of the gateway, code host or model hub that issued the key; null if none is known. */
export const foreignIssuer = ({ text }: KeyReading): string | null =>
  FOREIGN_KEYS.find(({ pattern }) => pattern.test(text))?.issuer ?? null;

/** The provider to which this key certainly belongs, by an unmistakable prefix or the members of its JSON. */
export const certainlyOf = (own: Provider, reading: KeyReading): Provider | null =>
  otherThan(own, ({ unmistakable }) => unmistakable.some((prefix) => reading.text.startsWith(prefix))) ??
  (isObjects(reading) ? otherThan(own, (candidate) => hasTelltale(candidate, reading)) : null);

const isObjects = ({ json }: KeyReading): boolean => json !== null && json !== "malformed";

/** The provider to which this key may belong, by a shape that no other provider is known to use. */
export const probablyOf = (own: Provider, { text }: KeyReading): Provider | null =>
  otherThan(own, ({ shapes }) => shapes.some((shape) => shape.distinctive && shape.pattern.test(text)));

/** The name with its article, e.g. `an Anthropic`, `a Groq`. */
export const withArticle = (name: string): string => `${/^(?:[AEIOU]|x|NV)/.test(name) ? "an" : "a"} ${name}`;

/**
 * The first provider that the test accepts; null if it also accepts the key's own provider or one of its kin.
 * This is a loop because an import calls it twice for each row: lists would be most of its garbage.
 */
function otherThan(own: Provider, isLikely: (candidate: Provider) => boolean): Provider | null {
  if (isLikely(own)) return null;
  let first: Provider | null = null;
  for (const [slug, candidate] of PROVIDERS) {
    if (!isLikely(candidate)) continue;
    if (own.kin.includes(slug)) return null;
    first ??= candidate;
  }
  return first;
}

function hasTelltale({ json: form }: Provider, { json }: KeyReading): boolean {
  if (!form || form.telltale.length === 0 || json === null || json === "malformed") return false;
  return json.entries.some((entry) => form.telltale.every((name) => member(entry, name) !== null));
}
