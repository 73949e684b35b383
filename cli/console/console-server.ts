import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import * as z from "zod/mini";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { reveal } from "../../shared/kernel/secret.ts";
import { readJson } from "../local-http/read-json.ts";
import { sendJson } from "../local-http/send-json.ts";
import { refuseForeign } from "./admit-request.ts";
import type { Asset } from "./assets.ts";
import { PAGE_HEADERS } from "./page-headers.ts";
import type { FailureAnswer, Operator } from "./ports.ts";
import { findRoute } from "./routes.ts";
import type { Sessions } from "./sessions.ts";

/** The longest that a browser may take to send a request, in milliseconds. */
const REQUEST_MS = 10_000;

/** The header with the page's session. No form can set it, and no other page may ask to. */
export const SESSION_HEADER = "x-keyferry-session";

interface Console {
  readonly operator: Operator;
  readonly sessions: Sessions;
  /** The page's files by their paths. */
  readonly assets: ReadonlyMap<string, Asset>;
  /** What a person is told of a failure. It repeats no text of a request, and never a key. */
  readonly describeFailure: (thrown: unknown) => FailureAnswer;
}

/** The HTTP server of the console. It listens nowhere yet. */
export function createConsole(world: Console): Server {
  const limits = { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS };
  return createServer(limits, async (request, response) => {
    for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
    try {
      await answer(request, response, world);
    } catch (thrown) {
      if (!request.complete) response.setHeader("connection", "close");
      const { status, error } = thrown instanceof NoSession ? NO_SESSION : world.describeFailure(thrown);
      sendJson(response, status, { error });
    }
  });
}

/** @throws KeyferryError for a request that the console does not answer. Nothing of its body is read before. */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { operator, sessions, assets }: Console,
): Promise<void> {
  refuseForeign(request);
  const [pathname = "/", search = ""] = (request.url ?? "/").split("?", 2);
  const asset = assets.get(pathname);
  if (asset !== undefined) return sendAsset(request, response, asset);
  if (pathname === "/session") return sendJson(response, 200, await exchange(request, sessions));
  requireSession(request, sessions);
  const { route, parameters } = findRoute(request.method, pathname);
  const body = route.method === "POST" ? await readJson(request, route.body) : undefined;
  const query = route.readQuery(new URLSearchParams(search));
  sendJson(response, 200, await route.answer(operator, { parameters, query, body }));
}

function sendAsset({ method }: IncomingMessage, response: ServerResponse, { type, content }: Asset): void {
  if (method !== "GET") throw new KeyferryError("method_not_allowed", "This path answers to GET");
  response.writeHead(200, { "content-type": type, "content-length": content.byteLength });
  response.end(content);
}

const tokenSchema = z.strictObject({ token: z.string().check(z.maxLength(64)) });

async function exchange(request: IncomingMessage, sessions: Sessions): Promise<{ readonly session: string }> {
  if (request.method !== "POST") throw new KeyferryError("method_not_allowed", "This path answers to POST");
  const { token } = await readJson(request, tokenSchema);
  const session = sessions.exchange(token);
  if (session === undefined) throw new NoSession();
  return { session: reveal(session) };
}

function requireSession({ headers }: IncomingMessage, sessions: Sessions): void {
  const session = headers[SESSION_HEADER];
  if (typeof session === "string" && sessions.isOpen(session)) return;
  throw new NoSession();
}

class NoSession extends Error {}

/** The page has words of its own for it. The management key, which the API may refuse, is another matter. */
const NO_SESSION: FailureAnswer = {
  status: 401,
  error: { kind: "no_session", message: "This page has no session of the console", fields: [] },
};
