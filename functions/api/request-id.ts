import { randomUUID } from "node:crypto";
import type { LambdaEvent } from "hono/aws-lambda";

/** API Gateway's id of the request, so that its access log and ours name the same thing. */
export function requestIdOf(event: LambdaEvent | undefined): string {
  const context = event && "requestContext" in event ? event.requestContext : undefined;
  return (context && "requestId" in context && context.requestId) || randomUUID();
}
