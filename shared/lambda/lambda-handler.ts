import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { Hono } from "hono";
import type { DoorContext } from "./door-app.ts";

/** Never resolved: a Request needs an absolute URL, but only its path and query count. */
const ORIGIN = "https://api.internal";

/** Methods that the Fetch standard forbids in a Request. No route answers to them. */
const NOT_IN_FETCH = /^(connect|trace|track)$/i;

/** Characters that a URL parser would drop from a path or take for its end. Gateways pass paths decoded. */
const LOST_IN_URL = /[\0- ?#\\]/g;

/**
 * Runs a Hono app behind an HTTP API (payload format 2.0). Every event becomes a request that the app can
 * answer, so that every refusal has the app's own form. Nothing of the event is printed.
 */
export const lambdaHandler =
  (app: Pick<Hono<DoorContext>, "fetch">) =>
  async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId, timeEpoch: receivedAt } = event.requestContext;
    const response = await app.fetch(toRequest(event), { requestId, receivedAt });
    // Only text passes as it is.
    const isBase64Encoded = response.headers.has("content-encoding");
    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: isBase64Encoded
        ? Buffer.from(await response.arrayBuffer()).toString("base64")
        : await response.text(),
      isBase64Encoded,
    };
  };

function toRequest({ rawPath, rawQueryString, headers, body, ...event }: APIGatewayProxyEventV2): Request {
  const { method } = event.requestContext.http;
  const url = `${ORIGIN}${rawPath.replaceAll(LOST_IN_URL, encodeURIComponent)}${rawQueryString ? `?${rawQueryString}` : ""}`;
  const takesBody = !/^(get|head)$/i.test(method);
  return new Request(url, {
    method: NOT_IN_FETCH.test(method) ? "UNSUPPORTED" : method,
    headers: toHeaders(headers),
    ...(body && takesBody && { body: Buffer.from(body, event.isBase64Encoded ? "base64" : "utf8") }),
  });
}

/** Ignores headers that HTTP does not allow. */
function toHeaders(given: APIGatewayProxyEventV2["headers"]): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    try {
      headers.set(name, value ?? "");
    } catch {}
  }
  return headers;
}
