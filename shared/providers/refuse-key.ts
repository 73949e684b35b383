import { refuseJson } from "./inspect-json.ts";
import type { KeyRefusal } from "./key-inspection.ts";
import type { KeyReading } from "./key-reading.ts";
import { certainlyOf } from "./other-provider.ts";
import { isPlaceholder } from "./placeholder.ts";
import type { Provider } from "./provider.ts";
import { refuseDocument } from "./refuse-document.ts";
import { refusePlain, wrongProvider } from "./refuse-plain.ts";

/**
 * The most telling reason for which a key is certainly wrong; null if there is none.
 *
 * @param own null for a slug outside the catalogue, whose key format is unknown.
 */
export function refuseKey(own: Provider | null, { text, json }: KeyReading): KeyRefusal | null {
  const form = own?.json ?? null;
  if (json === null) {
    const refusal = refusePlain(own, text);
    // Of all that a plain text may be, only what stands for a key is more telling than that it is no JSON.
    const isTold = refusal !== null && !ABOUT_CHARACTERS.has(refusal.code);
    return form?.plainText === "refused" && own && !isTold ? notJson(own) : refusal;
  }
  if (json === "malformed") {
    // Where plain keys are usual, a bracket is more likely to be around one than to begin JSON.
    const isMeantAsJson = own?.json && own.json.plainText !== "usual" && !isPlaceholder(text);
    return isMeantAsJson ? notJson(own) : (refusePlain(own, text) ?? (own?.json ? notJson(own) : null));
  }
  const other = own && certainlyOf(own, { text, json });
  if (own && other) return wrongProvider(other, own);
  return (own && form && refuseJson(own, form, json)) ?? refuseDocument(own, { text, json });
}

const ABOUT_CHARACTERS: ReadonlySet<KeyRefusal["code"]> = new Set([
  ...(["whitespace", "control_characters", "wrapped", "not_a_key", "not_ascii"] as const),
]);

const notJson = ({ name, json: form }: Provider): KeyRefusal => ({
  code: "not_json",
  message: `${name} takes ${form?.description ?? "JSON"}; this does not parse as that.`,
});
