import type { KeyRefusal, KeyWarning } from "./key-inspection.ts";
import { hostOf, type JsonEntry, type JsonReading, member } from "./key-reading.ts";
import { looksLikeMask } from "./mask.ts";
import type { JsonField, JsonForm, Provider } from "./provider.ts";
import { refusePem } from "./refuse-pem.ts";
import { refuseContent, refuseWrapped } from "./refuse-plain.ts";

/** The first reason for which a credential in JSON is certainly wrong for its form; null if there is none. */
export function refuseJson(own: Provider, form: JsonForm, { entries, list }: JsonReading): KeyRefusal | null {
  if (list && !form.list) return { code: "not_json", message: `Expected ${form.description}, not a list.` };
  if (!entries.some((entry) => Object.keys(entry).length > 0)) {
    return { code: "field_missing", message: `Expected ${form.description}; this JSON is empty.` };
  }
  for (const entry of entries) {
    for (const field of form.fields) {
      const refusal = refuseField(own, form, field, entry);
      if (refusal) return refusal;
    }
    if (form.swapped?.some(({ name, is }) => is.test(member(entry, name) ?? ""))) {
      const names = form.swapped.map(({ name }) => name).join(" and ");
      return { code: "field_invalid", message: `The JSON's ${names} are the wrong way round.` };
    }
  }
  return null;
}

function refuseField(own: Provider, form: JsonForm, field: JsonField, entry: JsonEntry): KeyRefusal | null {
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
  const refusal = field.pem ? refusePem(value) : field.secret ? refuseSecret(own, value) : null;
  return refusal && { ...refusal, message: `In the JSON's ${field.name}: ${refusal.message}` };
}

/** Why a secret member of a credential in JSON is certainly wrong: it is held to what a plain key is. No doubt of its own would tell of a mask. */
export const refuseSecret = (own: Provider, value: string): KeyRefusal | null =>
  looksLikeMask(value)
    ? { code: "placeholder", message: "This is a shortened or masked key." }
    : (refuseContent(own, value) ?? refuseWrapped(own, value));

const missingMessage = ({ name }: JsonField): string => `The JSON lacks ${name}, or it is not text.`;

/** The warnings about a credential in JSON: at most one per member of the form, for any number of objects. */
export function warnJson(form: JsonForm, entries: readonly JsonEntry[]): KeyWarning[] {
  return form.fields.flatMap((field) => {
    const doubts = entries.map((entry) => doubtField(field, member(entry, field.name)));
    return doubts.find((warning) => warning !== null) ?? [];
  });
}

/** The warning about the value of one member; null if there is none. */
export function doubtField(field: JsonField, value: string | null): KeyWarning | null {
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
