import { randomUUID } from "node:crypto";
import { Hono } from "hono/tiny";
import { KeyferryError } from "../kernel/errors.ts";
import type { Logger } from "../kernel/ports.ts";
import { answerError } from "./answer-error.ts";

/** The values that a request carries through any door's app. */
export interface DoorContext {
  Bindings: {
    /** API Gateway's id of the request, so that its access log and ours share it. Default: a new id. */
    readonly requestId?: string;
    /** When API Gateway received the request, in milliseconds since 1970. Default: when the app did. */
    readonly receivedAt?: number;
  };
  Variables: {
    requestId: string;
    /** The request's management key, once known: after a leak, the log shows the other uses of that key. */
    managementKeyId?: string;
  };
}

/**
 * Creates the app that all HTTP doors share: an id for each request, a log line for each answer, and errors
 * in the contract's form.
 */
export function createDoorApp<Context extends DoorContext>(log: Logger): Hono<Context> {
  const app = new Hono<Context>({ strict: false });
  app.use(async (context, next) => {
    const requestId = context.env?.requestId || randomUUID();
    context.set("requestId", requestId);
    context.header("x-request-id", requestId);
    await next();
    const { method } = context.req;
    const management_key_id = context.get("managementKeyId");
    log.info("request_answered", {
      request_id: requestId,
      method,
      status: context.res.status,
      management_key_id,
    });
  });
  app.notFound((context) => answerError(context, new KeyferryError("not_found", "Resource not found"), log));
  app.onError((error, context) => answerError(context, error, log));
  return app;
}
