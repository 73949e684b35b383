import type { KeyRefusal, KeyWarning } from "./key-inspection.ts";
import { hostOf, type JsonEntry, type JsonReading, member } from "./key-reading.ts";
import { isPlaceholder } from "./placeholder.ts";
import type { JsonField, JsonForm } from "./provider.ts";

/** The first reason for which a credential in JSON is certainly wrong for its form; null if there is none. */
export function refuseJson(form: JsonForm, { entries, list }: JsonReading): KeyRefusal | null {
  if (list && !form.list) return { code: "not_json", message: `Expected ${form.description}, not a list.` };
  if (!entries.some((entry) => Object.keys(entry).length > 0)) {
    return { code: "field_missing", message: `Expected ${form.description}; this JSON is empty.` };
  }
  for (const entry of entries) {
    for (const field of form.fields) {
      const refusal = refuseField(form, field, entry);
      if (refusal) return refusal;
    }
  }
  return null;
}

function refuseField(form: JsonForm, field: JsonField, entry: JsonEntry): KeyRefusal | null {
  const value = member(entry, field.name);
  if (value === null) {
    const isHalf =
      form.allOrNone.includes(field.name) && form.allOrNone.some((name) => member(entry, name) !== null);
    return field.absent === "refused" || isHalf
      ? { code: "field_missing", message: missingMessage(field) }
      : null;
  }
  if (field.strict && !field.usual?.test(value)) {
    return { code: "field_invalid", message: `The JSON's ${field.name} is not that of ${form.description}.` };
  }
  if (field.secret && isPlaceholder(value)) {
    return { code: "placeholder", message: `The JSON's ${field.name} is a placeholder, not a key.` };
  }
  return null;
}

const missingMessage = ({ name }: JsonField): string => `The JSON lacks ${name}, or it is not text.`;

/** The warnings about a credential in JSON: at most one per member of the form, for any number of objects. */
export function warnJson(form: JsonForm, entries: readonly JsonEntry[]): KeyWarning[] {
  return form.fields.flatMap((field) => {
    const doubts = entries.map((entry) => doubt(field, member(entry, field.name)));
    return doubts.find((warning) => warning !== null) ?? [];
  });
}

function doubt(field: JsonField, value: string | null): KeyWarning | null {
  if (value === null) return { code: "field_missing", message: missingMessage(field) };
  if (field.usual && !field.usual.test(value)) {
    return { code: "field_unusual", message: `The JSON's ${field.name} does not have its usual shape.` };
  }
  if (field.hosts) {
    const host = hostOf(value);
    if (!field.hosts.some((suffix) => host?.endsWith(suffix))) {
      return {
        code: "unknown_host",
        message: `The JSON's ${field.name} is not an https URL on one of the provider's known hosts.`,
      };
    }
  }
  return null;
}
