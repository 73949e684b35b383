import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { KeyferryError, toKeyferryError } from "../../shared/kernel/errors.ts";
import { HTTP_STATUS } from "../../shared/kernel/http-status.ts";
import type { Secret } from "../../shared/kernel/secret.ts";
import { sendJson } from "../local-http/send-json.ts";
import { refuseBrowsers, requireToken } from "./admit-request.ts";
import type { AgentLog, AgentResolver } from "./ports.ts";
import { type Answer, type Route, routesOf } from "./routes.ts";

/** The longest that a client may take to send a request, in milliseconds. */
const REQUEST_MS = 10_000;
/** How long an idle connection is kept for its client's next request, in milliseconds. */
const KEEP_ALIVE_MS = 60_000;

interface Agent {
  readonly resolver: AgentResolver;
  /** What clients show in the header `x-keyferry-token`. */
  readonly token: Secret;
  readonly log: AgentLog;
}

/** The HTTP server of a resolver, for routers that are not written in JavaScript. It listens nowhere yet. */
export function createAgent({ resolver, token, log }: Agent): Server {
  const routes = routesOf(resolver);
  const limits = { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS, keepAliveTimeout: KEEP_ALIVE_MS };
  return createServer(limits, async (request, response) => {
    try {
      const { status, body } = await answer(request, response, { routes, token });
      sendJson(response, status, body);
    } catch (thrown) {
      refuse(request, response, { thrown, routes, log });
    }
  });
}

/** @throws KeyferryError for a request that the agent does not answer. Nothing of its body is read before. */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { routes, token }: { readonly routes: ReadonlyMap<string, Route>; readonly token: Secret },
): Promise<Answer> {
  refuseBrowsers(request.headers);
  const route = routes.get(request.url ?? "");
  if (route?.open !== true) requireToken(request.headers, token);
  if (route === undefined) throw new KeyferryError("not_found", "There is no such path");
  if (request.method === route.method) return route.answer(request);
  response.setHeader("allow", route.method);
  throw new KeyferryError("method_not_allowed", `This path answers to ${route.method}`);
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { thrown, routes, log }: { thrown: unknown; routes: ReadonlyMap<string, Route>; log: AgentLog },
): void {
  const { kind, message, fields, retryAfterSeconds } = toKeyferryError(thrown);
  const code = HTTP_STATUS[kind];
  const requestId = randomUUID();
  // Of the path, the log has only what the agent knows: anything else is a caller's text.
  const path = routes.has(request.url ?? "") ? `${request.url}` : "(another path)";
  log("request_refused", { request_id: requestId, path, status: code, kind });
  // The rest of the body is not read, so no other request can follow on this connection.
  if (!request.complete) response.setHeader("connection", "close");
  if (code === HTTP_STATUS.unavailable) response.setHeader("retry-after", retryAfterSeconds);
  const metadata = { request_id: requestId, ...(fields.length > 0 && { fields }) };
  sendJson(response, code, { error: { code, message, metadata } });
}
