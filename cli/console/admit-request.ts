import type { IncomingMessage } from "node:http";
import { KeyferryError } from "../../shared/kernel/errors.ts";

/*
 * Every web page in the operator's browser may send requests to loopback, and a page whose own name was pointed here
 * (DNS rebinding) even reads the answers. What tells such a request from one of the console's own page are three headers
 * that a browser sets itself and that no script can change.
 */

/** Where the console answers: an address that no other machine has, and no name that anybody could point elsewhere. */
export const originOf = ({ socket }: IncomingMessage): string => `http://127.0.0.1:${socket.localPort}`;

/** @throws KeyferryError `forbidden` for a request under another host, or of another origin than the console's. */
export function refuseForeign(request: IncomingMessage): void {
  const { host, origin, "sec-fetch-site": site } = request.headers;
  const own = originOf(request);
  if (`http://${host}` !== own) {
    throw new KeyferryError("forbidden", "The Host header must be the console's address and port");
  }
  if (origin !== undefined && origin !== own) {
    throw new KeyferryError("forbidden", "The console answers its own page alone");
  }
  if (site !== undefined && site !== "same-origin" && !opensPage(request)) {
    throw new KeyferryError("forbidden", "The console answers its own page alone");
  }
}

/** A person opens the page: by typing its address, or with a link. It has nothing in it that is secret. */
const opensPage = ({ method, url, headers }: IncomingMessage): boolean =>
  method === "GET" && url === "/" && headers["sec-fetch-dest"] === "document";
