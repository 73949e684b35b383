/**
 * A text that people read in tables, on terminals and in logs: without control characters, separators of lines, and the
 * characters that set the direction of what follows. The zero-width joiner is allowed, because emoji and several scripts
 * need it. The ranges are spelt out, and the end is not a mere `$`, for readers of the OpenAPI document in other languages.
 */
export const PLAIN_TEXT =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that it is about.
  /^[^\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]*$(?!\n)/;

/** The reason for which any other text is refused. */
export const NOT_PLAIN =
  "must not have control characters, line breaks or characters that set the direction of text";
