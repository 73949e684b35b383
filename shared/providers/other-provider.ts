import { FOREIGN_KEYS, PROVIDERS } from "./catalogue.ts";
import { type KeyReading, member } from "./key-reading.ts";
import type { Provider } from "./provider.ts";

/** The gateway, code host or model hub that issued the key, by its name; null if it is none of those known. */
export const foreignIssuer = ({ text }: KeyReading): string | null =>
  FOREIGN_KEYS.find(({ pattern }) => pattern.test(text))?.issuer ?? null;

/** The provider whose key this certainly is, by an unmistakable prefix or the members of its JSON. */
export const certainlyOf = (own: Provider, reading: KeyReading): Provider | null =>
  otherThan(own, ({ unmistakable }) => unmistakable.some((prefix) => reading.text.startsWith(prefix))) ??
  otherThan(own, (candidate) => hasTelltale(candidate, reading));

/** The provider whose key this may be, by a shape that no other is known to use. */
export const probablyOf = (own: Provider, { text }: KeyReading): Provider | null =>
  otherThan(own, ({ shapes }) => shapes.some((shape) => shape.distinctive && shape.pattern.test(text)));

/** The name with its article, e.g. `an Anthropic`, `a Groq`. */
export const withArticle = (name: string): string => `${/^(?:[AEIOU]|x|NV)/.test(name) ? "an" : "a"} ${name}`;

/**
 * The first provider the test holds for; null if it also holds for the key's own provider or one of its kin. Written
 * as a loop because an import asks this twice for each row: lists would be most of its garbage.
 */
function otherThan(own: Provider, isLikely: (candidate: Provider) => boolean): Provider | null {
  let first: Provider | null = null;
  for (const [slug, candidate] of PROVIDERS) {
    if (!isLikely(candidate)) continue;
    if (candidate === own || own.kin.includes(slug)) return null;
    first ??= candidate;
  }
  return first;
}

function hasTelltale({ json: form }: Provider, { json }: KeyReading): boolean {
  if (!form || form.telltale.length === 0 || json === null || json === "malformed") return false;
  return json.entries.some((entry) => form.telltale.every((name) => member(entry, name) !== null));
}
