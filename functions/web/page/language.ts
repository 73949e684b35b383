import type { Words } from "./words.ts";
import { GERMAN } from "./words-de.ts";
import { ENGLISH } from "./words-en.ts";

/** The words in the first language of the visitor that the page speaks; English otherwise. */
export function wordsFor(languages: readonly string[]): Words {
  const known = languages.find((tag) => /^(?:en|de)\b/i.test(tag));
  return known !== undefined && /^de\b/i.test(known) ? GERMAN : ENGLISH;
}
