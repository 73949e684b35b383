import { scanJson } from "../kernel/scan-json.ts";
import type { KeyRefusal } from "./key-inspection.ts";
import type { JsonReading } from "./key-reading.ts";
import type { Provider } from "./provider.ts";
import { DAMAGED } from "./refuse-characters.ts";
import { refuseContent } from "./refuse-plain.ts";
import { unwrap } from "./wrapper.ts";

/** The most texts of one document that are inspected as keys would be. */
const MAX_INSPECTED = 50;

/** Names of members that hold a key, in the many spellings of forms that are not known. */
const SECRET_NAME = /key|token|secret|password|credential/i;

/**
 * The reason for which a credential in JSON is certainly wrong whatever its form; null if there is none.
 *
 * @param own a provider whose keys are plain, or usually are: JSON around one is only doubted, since forms change, but the
 *   key inside it is inspected. Null for a slug outside the catalogue.
 */
export function refuseDocument(
  own: Provider | null,
  { text, json }: { readonly text: string; readonly json: JsonReading },
): KeyRefusal | null {
  const { tooDeep, repeated } = scanJson(text);
  if (tooDeep) return { code: "not_json", message: "The JSON is nested too deeply to be a credential." };
  if (repeated.length > 0) {
    return {
      code: "field_repeated",
      message: "The JSON has a member twice: one program would take the first, another the last.",
    };
  }
  const texts = [...textsIn(json.entries)];
  if (texts.some(({ value }) => value.includes("\uFFFD"))) return DAMAGED;
  if (!text.isWellFormed() || texts.some(({ value }) => !value.isWellFormed())) {
    return { code: "control_characters", message: "The key contains control or invisible characters." };
  }
  if (own === null || (own.json !== null && own.json.plainText !== "usual")) return null;
  // The form's own members have been held to the form.
  const known = new Set(own.json?.fields.map(({ name }) => name));
  const unknown = texts.filter(({ name }) => !known.has(name));
  for (const { name, value } of unknown.slice(0, MAX_INSPECTED)) {
    const refusal = refuseContent(own, unwrap(value) ?? value.trim());
    if (refusal && (refusal.code === "wrong_provider" || SECRET_NAME.test(name))) return refusal;
  }
  return null;
}

/** All texts of a document with the names of their members, in any depth. */
function* textsIn(document: unknown): Generator<{ readonly name: string; readonly value: string }> {
  const open: [name: string, value: unknown][] = [["", document]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [name, value] = next;
    if (typeof value === "string") yield { name, value };
    else if (Array.isArray(value)) for (const item of value) open.push([name, item]);
    else if (typeof value === "object" && value !== null) open.push(...Object.entries(value));
  }
}
