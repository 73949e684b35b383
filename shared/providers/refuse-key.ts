import { refuseJson } from "./inspect-json.ts";
import type { KeyRefusal } from "./key-inspection.ts";
import { isPlain, type KeyReading } from "./key-reading.ts";
import { certainlyOf, foreignIssuer, withArticle } from "./other-provider.ts";
import { isPlaceholder } from "./placeholder.ts";
import type { Provider } from "./provider.ts";

/**
 * The most telling reason for which a key is certainly wrong; null if there is none.
 *
 * @param own null for a slug outside the catalogue, whose key format is unknown.
 */
export const refuseKey = (own: Provider | null, reading: KeyReading): KeyRefusal | null =>
  refuseNoKey(reading) ??
  (own && (refuseOther(own, reading) ?? refuseForm(own, reading))) ??
  refuseCharacters(reading);

function refuseNoKey({ text }: KeyReading): KeyRefusal | null {
  if (text.trim() === "") return { code: "empty", message: "The key is empty." };
  if (isPlaceholder(text)) return { code: "placeholder", message: "This is a placeholder, not a key." };
  return null;
}

function refuseOther(own: Provider, reading: KeyReading): KeyRefusal | null {
  const issuer = foreignIssuer(reading);
  if (issuer) {
    return {
      code: "gateway_key",
      message: `This looks like ${withArticle(issuer)} key, which no provider takes.`,
    };
  }
  const other = certainlyOf(own, reading);
  if (!other) return null;
  return {
    code: "wrong_provider",
    message: `This looks like ${withArticle(other.name)} key, but the provider is ${own.name}.`,
  };
}

function refuseForm({ name, json: form }: Provider, { json }: KeyReading): KeyRefusal | null {
  if (!form) return null;
  if (json === "malformed" || (json === null && form.plainText === "refused")) {
    return { code: "not_json", message: `${name} takes ${form.description}; this does not parse as that.` };
  }
  return json && refuseJson(form, json);
}

function refuseCharacters(reading: KeyReading): KeyRefusal | null {
  if (isPlain(reading) && /\s/.test(reading.text)) {
    return {
      code: "whitespace",
      message: "The key contains white space. Paste it without spaces or line breaks.",
    };
  }
  // Half of a surrogate pair has no UTF-8 form: even inside JSON it would be stored as another character.
  if ((isPlain(reading) && /[\p{Cc}\p{Cf}]/u.test(reading.text)) || !reading.text.isWellFormed()) {
    return { code: "control_characters", message: "The key contains control or invisible characters." };
  }
  return null;
}
