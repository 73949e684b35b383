import type { Hono } from "hono";
import { toKeyferryError } from "../../shared/kernel/errors.ts";
import { answerError, refuseMethod } from "../../shared/lambda/answer-error.ts";
import { createDoorApp, type DoorContext } from "../../shared/lambda/door-app.ts";
import { type DeliveryDependencies, receiveDelivery } from "../../shared/webhooks/receive-delivery.ts";

/** Creates the webhook door's app, which answers as soon as the command is queued. */
export function createWebhookApp(dependencies: DeliveryDependencies): Hono<DoorContext> {
  const { log } = dependencies;
  const app = createDoorApp<DoorContext>(log);
  app.post("/webhooks/:source", async (context) => {
    const { req } = context;
    const delivery = {
      source: req.param("source"),
      body: new Uint8Array(await req.arrayBuffer()),
      header: (name: string) => req.header(name),
      requestId: context.get("requestId"),
    };
    return context.json(await receiveDelivery(delivery, dependencies), 202);
  });
  app.all("/webhooks/:source", refuseMethod("POST"));
  app.onError((error, context) =>
    toKeyferryError(error).kind === "unauthenticated"
      ? context.json(REFUSAL, 401)
      : answerError(context, error, log),
  );
  return app;
}

/** All refusals have this body, byte for byte, so that it reveals neither the reason nor the request. */
const REFUSAL = { error: { code: 401, message: "Invalid webhook signature" } };
