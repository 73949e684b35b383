import type { JsonForm } from "./provider.ts";

/** One object of a credential in JSON. */
export type JsonEntry = Readonly<Record<string, unknown>>;

/** A credential read as JSON: its objects, and whether they were in a list. */
export interface JsonReading {
  readonly entries: readonly JsonEntry[];
  readonly list: boolean;
}

/**
 * Reads a key that starts like a JSON object or list. Returns null for any other text, which is a plain key,
 * and `malformed` for text that only starts like JSON, or that is a list of anything but objects.
 */
export function readJson(text: string): JsonReading | "malformed" | null {
  const first = text.trimStart().charAt(0);
  if (first !== "{" && first !== "[") return null;
  try {
    const value: unknown = JSON.parse(text);
    const entries: unknown[] = Array.isArray(value) ? value : [value];
    return entries.every(isEntry) ? { entries, list: Array.isArray(value) } : "malformed";
  } catch {
    return "malformed";
  }
}

const isEntry = (value: unknown): value is JsonEntry =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A key's text and its JSON reading, which is null for a plain key. */
export interface KeyReading {
  readonly text: string;
  readonly json: JsonReading | "malformed" | null;
}

/** Whether the key is plain text rather than JSON, so that each of its characters counts. */
export const isPlain = ({ json }: KeyReading): boolean => json === null || json === "malformed";

/** The member's text, or null if the member is absent, blank or not text. */
export function member(entry: JsonEntry, name: string): string | null {
  const value = entry[name];
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

/** The plain key inside a credential in JSON, for a form that wraps one; null for any other reading. */
export function innerKey(form: JsonForm | null, { json }: KeyReading): KeyReading | null {
  if (form?.label.as !== "key" || json === null || json === "malformed") return null;
  const [entry] = json.entries;
  const text = entry && member(entry, form.label.field);
  return text ? { text, json: readJson(text) } : null;
}

/** The host name of a URL in lower case and without its port; null if it is not an https URL. */
export function hostOf(value: string): string | null {
  if (!URL.canParse(value)) return null;
  const url = new URL(value);
  return url.protocol === "https:" ? url.hostname : null;
}
