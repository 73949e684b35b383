import { PROVIDERS } from "../../../shared/providers/catalogue.ts";
import type { JsonField } from "../../../shared/providers/provider.ts";

/**
 * What a person fills in to give a provider's key. The catalogue decides, so that a provider that it learns to know has its form
 * here too.
 */
export type KeyForm =
  /** One key; `region` if the key may name the region of its account. */
  | { readonly kind: "plain"; readonly region: boolean }
  /** Several parts in fields of their own; `list` if there may be many of them, `plain` if one key may take their place. */
  | {
      readonly kind: "parts";
      readonly fields: readonly JsonField[];
      readonly list: boolean;
      readonly plain: boolean;
    }
  /** A file in JSON, as the provider's console downloads it. */
  | { readonly kind: "document" };

/** @param provider a slug: of the catalogue, or one that the deployment added, whose keys are plain. */
export function keyFormOf(provider: string): KeyForm {
  const form = PROVIDERS.get(provider)?.json ?? null;
  if (form === null) return { kind: "plain", region: false };
  if (form.label.as === "key") return { kind: "plain", region: true };
  if (form.fields.some(({ pem }) => pem)) return { kind: "document" };
  return { kind: "parts", fields: form.fields, list: form.list, plain: form.plainText === "usual" };
}
