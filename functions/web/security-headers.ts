/**
 * The headers of the page. It may load and contact its own origin alone, runs no inline code, parses no text as HTML, sends no
 * form and no referrer, and shows in the frames of the given origins alone.
 * @param embedders origins; empty for a page that shows in no frame.
 */
export const pageHeaders = (embedders: readonly string[]): Readonly<Record<string, string>> => ({
  ...EVERYWHERE,
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${embedders.length === 0 ? "'none'" : embedders.join(" ")}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; "),
  // For what knows no `frame-ancestors`. It can name no origin.
  ...(embedders.length === 0 && { "x-frame-options": "DENY" }),
  "permissions-policy":
    "camera=(), microphone=(), geolocation=(), display-capture=(), clipboard-read=(), payment=(), usb=()",
});

/** The headers of every answer of the door. */
export const EVERYWHERE: Readonly<Record<string, string>> = {
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-robots-tag": "noindex, nofollow",
  "strict-transport-security": "max-age=63072000",
};

/** The headers of answers that hold data of a link, and of errors. */
export const DATA: Readonly<Record<string, string>> = {
  ...EVERYWHERE,
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};
