/** Parses a JSON text; undefined for any other text. The parser's message quotes it, so it is dropped. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
