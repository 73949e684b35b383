import type { Context } from "hono";
import type { DoorRequest } from "../../shared/credentials/requests/request.ts";
import { receivedAt } from "../../shared/lambda/received-at.ts";
import type { ApiDependencies } from "./app.ts";
import type { ApiContext } from "./context.ts";
import { idempotencyKeyOf, preferredWait } from "./read-request.ts";

/** Reads what every request that changes something says of itself. */
export const doorRequests =
  ({ waitBudgetMs, now }: Pick<ApiDependencies, "waitBudgetMs" | "now">) =>
  ({ req, env, get }: Context<ApiContext>): DoorRequest => {
    const waitMs = preferredWait(req.header("prefer"), waitBudgetMs);
    return {
      caller: get("caller"),
      idempotencyKey: idempotencyKeyOf(req.header("idempotency-key")),
      requestId: get("requestId"),
      waitUntil: receivedAt(env?.receivedAt, now()) + (waitMs ?? waitBudgetMs),
      acceptsPending: waitMs !== undefined,
    };
  };
