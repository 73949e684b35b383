/** What a JSON text says; undefined for any other text. The parser's own message quotes the text, so it is dropped. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
