import { reveal, type Secret } from "../kernel/secret.ts";
import { isLongerThan } from "../kernel/utf8.ts";
import { PROVIDERS } from "./catalogue.ts";
import { type KeyInspection, type KeyRefusal, type KeyWarning, MAX_KEY_BYTES } from "./key-inspection.ts";
import { jsonLabel, NOTHING_TO_SHOW, plainLabel } from "./key-label.ts";
import { innerKey, type KeyReading, readJson } from "./key-reading.ts";
import type { Provider } from "./provider.ts";
import { refuseKey } from "./refuse-key.ts";
import { warnOfKey } from "./warn-of-key.ts";

/**
 * Inspects a key's shape: its label, the warnings about it, and whether it is certainly wrong for the
 * provider. Formats change, so a doubt is only a warning and the key is accepted. A refusal needs certainty.
 *
 * The function is pure, never throws, and is linear in the key's length. Nothing is known of a slug outside
 * the catalogue, so its keys are only checked for being keys at all.
 *
 * @param provider a slug of the catalogue, or one that the deployment added.
 */
export function inspectKey(provider: string, key: Secret): KeyInspection {
  const text = reveal(key);
  if (isLongerThan(text, MAX_KEY_BYTES)) return refused(TOO_LONG);
  const own = PROVIDERS.get(provider) ?? null;
  const reading: KeyReading = { text, json: readJson(text) };
  const inner = innerKey(own?.json ?? null, reading);
  const refusal = refuseKey(own, reading) ?? (inner && refuseInner(own, inner));
  if (refusal) return refused(refusal);
  const warnings = [...warnOfKey(own, reading), ...(inner ? warnOfKey(own, inner) : [])];
  return { label: labelOf(own, inner ?? reading), warnings: distinct(warnings), refusal: null };
}

/** A wrapped key is held to what a plain one is, and holds no other wrapper. */
const refuseInner = (own: Provider | null, inner: KeyReading): KeyRefusal | null =>
  inner.json === null
    ? refuseKey(own, inner)
    : { code: "field_invalid", message: "The JSON's api_key is not a plain key." };

/** A mask is found in the whole text and in the wrapped key. */
const distinct = (warnings: readonly KeyWarning[]): readonly KeyWarning[] =>
  warnings.length < 2
    ? warnings
    : [...new Map(warnings.map((warning) => [warning.message, warning])).values()];

const TOO_LONG: KeyRefusal = { code: "too_long", message: `The key has more than ${MAX_KEY_BYTES} bytes.` };

const refused = (refusal: KeyRefusal): KeyInspection => ({ label: NOTHING_TO_SHOW, warnings: [], refusal });

function labelOf(own: Provider | null, { text, json }: KeyReading): string {
  if (json === null) return plainLabel(text);
  return json !== "malformed" && own?.json ? jsonLabel(own.json, json.entries) : NOTHING_TO_SHOW;
}
