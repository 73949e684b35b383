import { PROVIDERS } from "./catalogue.ts";
import { hostOf, type JsonEntry, member } from "./key-reading.ts";
import type { JsonForm } from "./provider.ts";

/** The label of a key of which nothing is safe to show. */
export const NOTHING_TO_SHOW = "...";

/** The longest label, in characters. */
export const LABEL_MAX_LENGTH = 100;

/**
 * The fewest characters after the prefix for which the last four are shown. At most a quarter of the key is
 * then public, and twelve characters (48 bits even for hexadecimal digits) remain to be guessed.
 */
const ENOUGH = 16;

/** A closed list: a prefix guessed from the key's own separators could be part of the secret. */
const PREFIXES = [...new Set([...PROVIDERS.values()].flatMap((provider) => provider.prefixes))];

/** The label of a plain key: its public prefix, `...` and its last four characters, e.g. `sk-...AbCd`. */
export function plainLabel(text: string): string {
  const prefix = PREFIXES.find((known) => text.startsWith(known)) ?? "";
  const secret = text.slice(prefix.length);
  return secret.length >= ENOUGH && /^[\x20-\x7e]+$/.test(secret)
    ? `${prefix}...${secret.slice(-4)}`
    : NOTHING_TO_SHOW;
}

/**
 * The label of a credential in JSON: the values of the form's one safe member, e.g. an access key id or the
 * hosts of its endpoints. It is never a slice of the JSON. It lists as many distinct values as fit, separated
 * by commas.
 *
 * @param entries the credential's objects, in their order.
 */
export function jsonLabel(form: JsonForm, entries: readonly JsonEntry[]): string {
  if (form.label.as === "key") return NOTHING_TO_SHOW;
  const { field, as, safe } = form.label;
  const shown = entries.flatMap((entry) => {
    const value = member(entry, field);
    const part = as === "host" && value !== null ? hostOf(value) : value;
    return part !== null && safe.test(part) ? [part] : [];
  });
  const label = [...new Set(shown)].reduce((soFar, value) => {
    const longer = soFar === "" ? value : `${soFar}, ${value}`;
    return longer.length <= LABEL_MAX_LENGTH ? longer : soFar;
  }, "");
  return label || NOTHING_TO_SHOW;
}
