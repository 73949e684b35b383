/** Characters that no key starts or ends with: quotation marks, brackets and what separates values in a list. */
const EDGES = new Set("\"'`´“”„‟‘’‚‛«»‹›「」『』＂＇<>()[]{},;\\|");
/** A spreadsheet's formula or expression. At the end, it pads base64. */
const LEADING_ONLY = new Set("=");

/**
 * What stands before a key in a file, a command or a header, each with a text that it is found in. Only names of settings
 * may be followed by a colon: the keys of some providers are two parts with a colon between.
 */
const OPENINGS: readonly { readonly pattern: RegExp; readonly example: string; readonly source: string }[] = [
  {
    pattern:
      /^(?:export|set|setx|let|const|var|env|ENV|declare|-e|--env|-H|--header|-u|--user|curl)(?:\s+|=)/,
    example: "export OPENAI_API_KEY=k",
    source: "shells, Dockerfile, curl",
  },
  {
    pattern: /^--?[A-Za-z][A-Za-z-]{0,40}(?:\s+|=)/,
    example: "--api-key=k",
    source: "command lines",
  },
  {
    pattern: /^(?:\$env:)?[A-Za-z_][\w.-]{0,80}\s*=(?=[^=])\s*/,
    example: "OPENAI_API_KEY=k",
    source: "superfly/flyctl#589, Infisical#1103",
  },
  {
    pattern:
      /^["'`]?(?:[A-Za-z][\w.-]{0,60}[-_.])?(?:x-)?(?:api|access|secret|private)?[-_ ]?(?:key|token|secret|password|authorization|auth|credentials?)["'`]?\s*(?::=?|=>)\s*/i,
    example: '"apiKey":"k"',
    source: "HTTP headers, JSON, YAML: x-api-key:k",
  },
  {
    pattern: /^(?:bearer|basic|token|apikey|api-key)(?:\s+|:\s*)/i,
    example: "Bearer k",
    source: "RFC 7235: an Authorization header",
  },
  { pattern: /^(?:b|r|u|f|rb|br)(?=["'])/, example: "b'k'", source: "Python: how bytes are printed" },
];

/** Escapes of other formats, which a key never has. */
const ESCAPES: readonly { readonly pattern: RegExp; readonly decode: (text: string) => string }[] = [
  { pattern: /%[0-9A-Fa-f]{2}/, decode: decodeUrl },
  {
    pattern: /&(?:quot|apos|amp|lt|gt|nbsp|#\d{1,7}|#x[0-9a-f]{1,6});/i,
    decode: (text) =>
      text.replaceAll(/&(?:quot|apos|lt|gt|nbsp|#\d{1,7}|#x[0-9a-f]{1,6});/gi, '"').replaceAll("&amp;", "&"),
  },
  {
    pattern: /\\(?:[nrt"'/\\]|u[0-9a-f]{4})/i,
    decode: (text) => text.replaceAll(/\\(?:[nrt]|u[0-9a-f]{4})/gi, " ").replaceAll("\\", ""),
  },
];

/** How many layers are taken off, e.g. three of `export KEY="Bearer k"`. */
const MAX_LAYERS = 8;

/**
 * The text inside quotation marks, `NAME=`, `Bearer`, escapes and the like; null for a text without them. White space at
 * the edges is not one of them, but what stands inside it is found. It takes linear time.
 */
export function unwrap(text: string): string | null {
  let inner = text.trim();
  let isWrapped = false;
  for (let layer = 0; layer < MAX_LAYERS; layer += 1) {
    const next = withoutLayer(inner);
    if (next === inner) break;
    isWrapped = true;
    inner = next.trim();
  }
  return isWrapped ? inner : null;
}

function withoutLayer(text: string): string {
  const bare = withoutEdges(text);
  if (bare !== text) return bare;
  for (const { pattern } of OPENINGS) {
    const opening = pattern.exec(text)?.[0];
    if (opening !== undefined && opening.length < text.length) return text.slice(opening.length);
  }
  return ESCAPES.find(({ pattern }) => pattern.test(text))?.decode(text) ?? text;
}

function withoutEdges(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && (EDGES.has(text.charAt(start)) || LEADING_ONLY.has(text.charAt(start)))) start += 1;
  while (end > start && EDGES.has(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function decodeUrl(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replaceAll(/%[0-9A-Fa-f]{2}/g, " ");
  }
}
