import type { KeyRefusal } from "./key-inspection.ts";

/** Characters without ink besides those of Unicode's own list: the braille pattern without dots. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** What a decoder puts in place of bytes that are not UTF-8: the original text is lost. */
export const DAMAGED: KeyRefusal = {
  code: "damaged",
  message:
    "The key contains the replacement character U+FFFD: it was not sent as UTF-8, or was damaged before. Paste it again.",
};

/** The reason for which a plain text has characters that no key has; null if it has none. */
export function refuseCharacters(text: string): KeyRefusal | null {
  if (text.includes("\uFFFD")) return DAMAGED;
  if (/^-----BEGIN /.test(text)) {
    return { code: "not_a_key", message: "This is a PEM file, not a key that this provider takes." };
  }
  if (/\s/.test(text)) {
    return {
      code: "whitespace",
      message: "The key contains white space. Paste it without spaces or line breaks.",
    };
  }
  // Half of a surrogate pair has no UTF-8 form: even inside JSON it would be stored as another character.
  if (INVISIBLE.test(text) || !text.isWellFormed()) {
    return { code: "control_characters", message: "The key contains control or invisible characters." };
  }
  return null;
}
