import type { KeyRefusal } from "./key-inspection.ts";
import { notKeyOf } from "./not-keys.ts";
import { certainlyOf, foreignIssuer, withArticle } from "./other-provider.ts";
import { isPlaceholder } from "./placeholder.ts";
import type { Provider } from "./provider.ts";
import { refuseCharacters } from "./refuse-characters.ts";
import { unwrap } from "./wrapper.ts";

/**
 * The reason for which a plain text certainly is no key of the provider; null if there is none.
 *
 * @param own null for a slug outside the catalogue, whose key format is unknown.
 */
export function refusePlain(own: Provider | null, text: string): KeyRefusal | null {
  if (own === null || !isEvidently(own, text)) return refuseDoubtful(own, text);
  return isPlaceholder(text) ? PLACEHOLDER : null;
}

/**
 * Whether a text has a prefix that only this provider's keys have, and one of their shapes from end to end. Then nothing else
 * needs to be looked for, and an import, most of whose rows have such keys, takes far less time.
 */
const isEvidently = ({ unmistakable, shapes }: Provider, text: string): boolean =>
  unmistakable.some((prefix) => text.startsWith(prefix)) && shapes.some(({ pattern }) => pattern.test(text));

/** {@link refusePlain} for a text of any form. */
export const refuseDoubtful = (own: Provider | null, text: string): KeyRefusal | null =>
  refuseContent(own, text) ?? refuseWrapped(own, text) ?? refuseAlphabet(own, text);

/** The reason that lies in what the text says, not in its characters; null if there is none. */
export const refuseContent = (own: Provider | null, text: string): KeyRefusal | null =>
  refuseNoKey(text) ?? (own && refuseOther(own, text));

const PLACEHOLDER: KeyRefusal = { code: "placeholder", message: "This is a placeholder, not a key." };

/** Refuses what stands for a key, whoever the provider is. */
function refuseNoKey(text: string): KeyRefusal | null {
  if (text.trim() === "") return { code: "empty", message: "The key is empty." };
  const notKey = notKeyOf(text);
  if (notKey === null || notKey.unlessPlaceholder) {
    const isWordless = !/[\p{L}\p{N}]/u.test(text);
    if (isWordless || isPlaceholder(text)) return PLACEHOLDER;
  }
  return notKey && { code: notKey.code, message: `This is ${notKey.kind}, not a key.` };
}

function refuseOther(own: Provider, text: string): KeyRefusal | null {
  const reading = { text, json: null };
  const issuer = foreignIssuer(reading);
  if (issuer) {
    return {
      code: "gateway_key",
      message: `This looks like ${withArticle(issuer)} key, which no provider takes.`,
    };
  }
  const other = certainlyOf(own, reading);
  return other && wrongProvider(other, own);
}

export const wrongProvider = (other: Provider, own: Provider): KeyRefusal => ({
  code: "wrong_provider",
  message: `This looks like ${withArticle(other.name)} key, but the provider is ${own.name}.`,
});

/** Nothing is taken off in silence. But what is wrong with the text inside is more telling than what is around it. */
export function refuseWrapped(own: Provider | null, text: string): KeyRefusal | null {
  const inner = unwrap(text);
  const bare = inner ?? text.trim();
  return (
    (bare === text ? null : refuseContent(own, bare)) ??
    refuseCharacters(text) ??
    (inner === null ? null : WRAPPED)
  );
}

const WRAPPED: KeyRefusal = {
  code: "wrapped",
  message:
    "This is more than a key: quotation marks, brackets, a name, a separator or an escape is around it. Paste the key alone.",
};

/** Where the shapes of a provider's keys are known, all are of ASCII. Any other letter only looks like one of theirs. */
function refuseAlphabet(own: Provider | null, text: string): KeyRefusal | null {
  if (own === null || own.shapes.length === 0 || /^[\x21-\x7e]*$/.test(text)) return null;
  return {
    code: "not_ascii",
    message: `The key contains characters that no ${own.name} key has: letters or dashes that only look like ASCII.`,
  };
}
