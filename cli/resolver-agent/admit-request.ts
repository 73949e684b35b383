import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { reveal, type Secret } from "../../shared/kernel/secret.ts";

/**
 * The header with the token, in lower case as Node has it. No form can set it, and a script of a web page must ask first,
 * by a preflight request that the agent refuses. Nor can whoever makes a server fetch an address of their choice.
 */
export const TOKEN_HEADER = "x-keyferry-token";

/** The names that this machine has for itself. A page whose own name was pointed here sends that name. */
const OWN_HOST = /^(?:localhost|127\.0\.0\.1)(?::\d{1,5})?$/;

/** Set by browsers alone, and a script of a page can leave out neither. Node's own `fetch` sets `sec-fetch-mode`. */
const OF_BROWSERS = ["origin", "sec-fetch-site"] as const;

/** @throws KeyferryError `forbidden` for a request by a browser, or under another name than that of this machine. */
export function refuseBrowsers(headers: IncomingHttpHeaders): void {
  if (OF_BROWSERS.some((name) => headers[name] !== undefined)) {
    throw new KeyferryError("forbidden", "The agent answers no browser");
  }
  if (!OWN_HOST.test(headers.host ?? "")) {
    throw new KeyferryError("forbidden", "The Host header must be localhost or 127.0.0.1");
  }
}

/** @throws KeyferryError `unauthenticated` for a request without the token. The comparison tells nothing by its time. */
export function requireToken(headers: IncomingHttpHeaders, token: Secret): void {
  const given = headers[TOKEN_HEADER];
  if (typeof given === "string" && timingSafeEqual(digestOf(given), digestOf(reveal(token)))) return;
  throw new KeyferryError(
    "unauthenticated",
    `The header ${TOKEN_HEADER} must have the token of the agent's file`,
  );
}

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();
