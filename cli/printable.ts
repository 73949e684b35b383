/**
 * What could move the cursor, write over what was printed, turn it round or hide in it: control characters, characters
 * of format (the bidirectional ones among them), separators of lines, halves of surrogate pairs, code points that Unicode
 * has not assigned, and all that a terminal shows as nothing. Emoji are of several code points, some of which are
 * invisible alone; those that Unicode recommends stay whole.
 */
const UNSAFE =
  /(\p{RGI_Emoji})|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gv;

/** A text that somebody else chose, on one line and without what a terminal would obey: `\u001b` for an escape. */
export const printable = (text: string): string =>
  text.replace(UNSAFE, (found, emoji?: string) => emoji ?? escaped(found));

/**
 * The same for several lines. In a JSON text, where such characters occur in strings alone, the escapes stand for what
 * they replace.
 */
export const printableLines = (text: string): string => text.split("\n").map(printable).join("\n");

/** In UTF-16, as JSON has it. */
const escaped = (found: string): string =>
  Array.from({ length: found.length }, (_, index) => found.charCodeAt(index))
    .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
    .join("");
