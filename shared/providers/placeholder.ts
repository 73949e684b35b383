import { PROVIDERS } from "./catalogue.ts";
import { looksLikeMask } from "./mask.ts";
import { STAND_INS, WHOLE_TEXTS } from "./placeholder-words.ts";

/** The longest text that is compared with words, in characters, so that taking it apart stays cheap. */
const LONGEST = 80;

/** The public prefixes, longest first, so that the longest matching one is cut off. */
const PREFIXES = [...PROVIDERS.values()]
  .flatMap((provider) => [...provider.prefixes, ...provider.unmistakable])
  .sort((a, b) => b.length - a.length);

/** AWS ends the sample keys of its documentation so. By chance, a key ends so once in a billion billions. */
const AWS_SAMPLE = /EXAMPLE(?:KEY)?$/;

/** What documentation asks for, wherever it stands: `AIzaSyYOUR_API_KEY_HERE`. Only asked of short texts. */
const REQUEST =
  /(?:your|insert|enter|paste|replace)[-_ ](?:[a-z]{1,20}[-_ ]){0,4}(?:key|token|secret|credential|here)|placeholder|changeme/i;

/**
 * Whether the text only stands for a key: words that stand for a key (`changeme`,
 * `<api-key>`, `YOUR_API_KEY`, `user_provided`, `sk-1234` …), what documentation asks for, or one character repeated
 * three times or more after a public prefix (`sk-xxxxxxxx`).
 */
export function isPlaceholder(text: string): boolean {
  return (
    isOneCharacter(text) ||
    AWS_SAMPLE.test(text.slice(-20)) ||
    (text.length <= LONGEST && (WHOLE_TEXTS.has(text.toLowerCase()) || REQUEST.test(text) || isOfWords(text)))
  );
}

/** Whether all words of the text are known. The start of a masked key may be a sequence by chance. */
function isOfWords(text: string): boolean {
  const words = wordsOf(withoutPrefix(text));
  const isMasked = looksLikeMask(text);
  return words.length > 0 && words.every((word) => (isSequence(word) ? !isMasked : STAND_INS.has(word)));
}

/** The words in lower case: `sk-yourApiKey123` has `sk`, `your`, `api`, `key` and `123`. */
const wordsOf = (text: string): readonly string[] =>
  text
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .match(/[\p{Ll}\p{Lo}]+|\d+|[^\s\p{P}\p{S}\d]+/gu) ?? [];

const SEQUENCES = ["0123456789012345678901234567890", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"];
const ALL_SEQUENCES = [...SEQUENCES, ...SEQUENCES.map((sequence) => [...sequence].reverse().join(""))];

/** Whether the word counts up or down, or is one character: `1234`, `abcdef`, `000`. */
const isSequence = (word: string): boolean =>
  word.length >= 3 &&
  (word === word.charAt(0).repeat(word.length) || ALL_SEQUENCES.some((sequence) => sequence.includes(word)));

const withoutPrefix = (text: string): string =>
  text.slice((PREFIXES.find((known) => text.startsWith(known)) ?? "").length);

function isOneCharacter(text: string): boolean {
  // Of almost every key, the last two characters say no without a copy of it.
  if (/[^-_.…]/.test(text.slice(-2)) && text.at(-1) !== text.at(-2) && !/[-_]/.test(text.slice(-2)))
    return false;
  const rest = withoutPrefix(text).replaceAll(/[-_]/g, "").replaceAll("…", "...");
  return rest.length >= 3 && rest === rest.charAt(0).repeat(rest.length);
}
