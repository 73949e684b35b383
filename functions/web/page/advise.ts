import { Secret } from "../../../shared/kernel/secret.ts";
import { PROVIDERS } from "../../../shared/providers/catalogue.ts";
import { doubtField, refuseSecret } from "../../../shared/providers/inspect-json.ts";
import { inspectKey } from "../../../shared/providers/inspect-key.ts";
import type { KeyRefusalCode, KeyWarningCode } from "../../../shared/providers/key-inspection.ts";
import { type KeyReading, readJson } from "../../../shared/providers/key-reading.ts";
import { certainlyOf, foreignIssuer, probablyOf } from "../../../shared/providers/other-provider.ts";
import type { JsonField } from "../../../shared/providers/provider.ts";
import { unwrap } from "../../../shared/providers/wrapper.ts";

export type AdviceCode = KeyRefusalCode | KeyWarningCode;

/** What the page tells about a key that is not sent yet. */
export interface Advice {
  /** A key with an `error` is certainly wrong, and the door would refuse it. */
  readonly level: "error" | "warning" | "fine";
  /** Null where nothing is wrong. */
  readonly code: AdviceCode | null;
  /** Whose key it looks like, where it is not the provider's. */
  readonly issuer: string | null;
  /** What is safe to show of the key, such as `sk-...AbCd`. */
  readonly label: string;
}

/**
 * Inspects a key in the browser exactly as the worker will.
 * @param provider a slug.
 * @returns null for an empty text.
 */
export function adviseKey(provider: string, text: string): Advice | null {
  if (text === "") return null;
  const { refusal, warnings, label } = inspectKey(provider, new Secret(text));
  const issuer = issuerOf(provider, text);
  if (refusal) return { level: "error", code: refusal.code, issuer, label };
  const [warning] = warnings;
  return warning
    ? { level: "warning", code: warning.code, issuer, label }
    : { level: "fine", code: null, issuer: null, label };
}

/**
 * Inspects one field of a key in several parts.
 * @returns null for a field that is empty or in order.
 */
export function advisePart(provider: string, field: JsonField, value: string): Advice | null {
  const own = PROVIDERS.get(provider);
  const text = value.trim();
  if (own === undefined || text === "") return null;
  const about = { issuer: issuerOf(provider, text), label: "" };
  const refusal = field.secret ? refuseSecret(own, text) : null;
  if (refusal) return { level: "error", code: refusal.code, ...about };
  const warning = doubtField(field, text);
  return warning && { level: "warning", code: warning.code, ...about };
}

function issuerOf(provider: string, text: string): string | null {
  const bare = unwrap(text) ?? text;
  const reading: KeyReading = { text: bare, json: readJson(bare) };
  const own = PROVIDERS.get(provider);
  const other = own && (certainlyOf(own, reading) ?? probablyOf(own, reading));
  return foreignIssuer(reading) ?? other?.name ?? null;
}
