import { warnJson } from "./inspect-json.ts";
import type { KeyWarning } from "./key-inspection.ts";
import { isPlain, type KeyReading, member } from "./key-reading.ts";
import { looksLikeMask } from "./mask.ts";
import { foreignIssuer, probablyOf, withArticle } from "./other-provider.ts";
import type { KeyCaution, Provider } from "./provider.ts";

const CAUTIONS: Readonly<Record<KeyCaution["code"], string>> = {
  admin_key: "This is an administration key: it can change the whole account. An ordinary key is enough.",
  subscription_token:
    "This is a token of a subscription or session, not an API key: it works in one program alone.",
  short_lived: "This is a short-lived key: it stops working within hours or days.",
};

/**
 * The warnings about an accepted key.
 *
 * @param own null for a slug outside the catalogue, whose keys may have any shape.
 */
export const warnOfKey = (own: Provider | null, reading: KeyReading): KeyWarning[] =>
  own
    ? [...doubtText(reading), ...cautions(own, reading), ...doubtShape(own, reading)]
    : [...doubtText(reading), ...doubtIssuer(reading)];

function doubtText(reading: KeyReading): KeyWarning[] {
  const warnings: KeyWarning[] = [];
  if (looksLikeMask(reading.text)) {
    warnings.push({ code: "masked", message: "This looks like a shortened or masked key." });
  }
  if (isPlain(reading) && /[^\x20-\x7e]/.test(reading.text)) {
    warnings.push({
      code: "non_ascii",
      message: "The key contains characters that an HTTP header cannot carry.",
    });
  }
  return warnings;
}

/** The catalogue's own slugs refuse such a key. A slug that the deployment added may belong to its issuer. */
function doubtIssuer(reading: KeyReading): KeyWarning[] {
  const issuer = foreignIssuer(reading);
  return issuer ? [{ code: "gateway_key", message: `This looks like ${withArticle(issuer)} key.` }] : [];
}

function cautions(own: Provider, { text, json }: KeyReading): KeyWarning[] {
  const form = own.json;
  const shown =
    json === null || json === "malformed" || !form
      ? [text]
      : json.entries.map((entry) => member(entry, form.label.field));
  return own.cautions
    .filter(({ prefix }) => shown.some((value) => value?.startsWith(prefix)))
    .map(({ code }) => ({ code, message: CAUTIONS[code] }));
}

function doubtShape(own: Provider, reading: KeyReading): KeyWarning[] {
  const { text, json } = reading;
  if (own.json && json !== null) return json === "malformed" ? [] : warnJson(own.json, json.entries);
  // A mask never has a key's shape, and a warning of its own says so already.
  if (looksLikeMask(text) || own.shapes.some(({ pattern }) => pattern.test(text))) return [];

  const other = probablyOf(own, reading);
  if (other) {
    const message = `This looks like ${withArticle(other.name)} key, but the provider is ${own.name}.`;
    return [{ code: "other_provider_shape", message }];
  }
  if (own.shapes.length === 0 && own.json?.plainText !== "unusual") return [];
  const forms = [...own.shapes, ...(own.json ? [own.json] : [])];
  const usual = forms.map(({ description }) => description).join("; or ");
  const message = `This does not have a usual shape of ${withArticle(own.name)} key: ${usual}.`;
  return [{ code: "unusual_shape", message }];
}
