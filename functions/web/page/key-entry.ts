import { choiceEntry } from "./choice-entry.ts";
import { documentEntry } from "./document-entry.ts";
import type { EntryContext, KeyEntry } from "./entry.ts";
import { keyFormOf } from "./key-form.ts";
import { partsEntry } from "./parts-entry.ts";
import { plainEntry } from "./plain-entry.ts";

/** The entry for the keys of one provider. */
export function keyEntry(context: EntryContext): KeyEntry {
  const { words, provider, providerName } = context;
  const form = keyFormOf(provider);
  if (form.kind === "plain") return plainEntry(context, form.region);
  if (form.kind === "document") return documentEntry(context);
  const parts = partsEntry(context, form);
  return form.plain
    ? choiceEntry(context, [
        { label: words.oneKey(providerName), entry: plainEntry(context, false) },
        { label: words.accessKey, entry: parts },
      ])
    : parts;
}
