import { PROVIDERS } from "./catalogue.ts";

/** Words that documentation, templates and unset variables leave instead of a key, in {@link normal} form. */
const WORDS: ReadonlySet<string> = new Set([
  ...["api-key", "apikey", "key", "token", "secret", "password", "credential", "string", "value"],
  ...["changeme", "change-me", "replaceme", "replace-me", "insert-key-here", "enter-your-key", "key-here"],
  ...[
    "test",
    "testing",
    "example",
    "sample",
    "dummy",
    "fake",
    "placeholder",
    "todo",
    "tbd",
    "fixme",
    "redacted",
  ],
  ...["undefined", "null", "none", "nil", "nan", "true", "false", "object-object"],
]);

/** The longest text that is compared with words, in characters, so that trimming it stays cheap. */
const LONGEST = 80;
const UNSET_VARIABLE = /^(?:\$[A-Za-z_]\w*|\$\{\w+\}|\$?\{\{ ?[\w.]+ ?\}\}|%\w+%)$/;

/** The public prefixes, longest first, so that the longest matching one is cut off. */
const PREFIXES = [...PROVIDERS.values()]
  .flatMap((provider) => [...provider.prefixes, ...provider.unmistakable])
  .sort((a, b) => b.length - a.length);

/**
 * Whether the text only stands for a key: a closed list of words (`changeme`, `<api-key>`, `YOUR_API_KEY`,
 * `undefined` …), an unexpanded variable (`$OPENAI_API_KEY`), or one character repeated three times or more
 * after a public prefix (`sk-xxxxxxxx`).
 */
export function isPlaceholder(text: string): boolean {
  return (
    isOneCharacter(text) || (text.length <= LONGEST && (UNSET_VARIABLE.test(text) || isWord(normal(text))))
  );
}

const isWord = (word: string): boolean =>
  WORDS.has(word) || (word.startsWith("your-") && /-(?:key|token|secret|credential|here)$/.test(word));

/** The text in lower case, without surrounding quotes or brackets, its underscores and spaces as hyphens. */
const normal = (text: string): string =>
  text
    .replace(/^["'`<[{(]+/, "")
    .replace(/["'`>\]})]+$/, "")
    .toLowerCase()
    .replaceAll(/[_ ]/g, "-");

function isOneCharacter(text: string): boolean {
  const prefix = PREFIXES.find((known) => text.startsWith(known)) ?? "";
  const rest = text.slice(prefix.length).replaceAll(/[-_]/g, "").replaceAll("…", "...");
  return rest.length >= 3 && rest === rest.charAt(0).repeat(rest.length);
}
