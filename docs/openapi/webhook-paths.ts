import { type Json, ref } from "./json-schema.ts";
import { body, operation } from "./operation.ts";
import { answer, errors } from "./responses.ts";

const event = (type: string, data: Json): Json => ({ type, timestamp: "2026-01-31T09:30:00Z", data });
const external_id = "customer-42";

/** The door for systems that send signed webhooks; another function answers it, at the deployment's own address only. */
export const webhookPaths: Json = {
  "/webhooks/{source}": {
    servers: [{ url: "/", description: "The deployment's own address." }],
    parameters: [ref("parameters", "WebhookSource")],
    post: operation("receiveWebhook", "Webhooks", "Deliver an event", {
      security: [{ webhookSignature: [] }, { bodySignature: [] }],
      parameters: ["WebhookId", "WebhookTimestamp", "WebhookEventId"].map((name) => ref("parameters", name)),
      ...body("WebhookEvent", {
        create: {
          summary: "A customer adds a key",
          value: event("credential.create", { external_id, provider: "openai", key: "sk-proj-abc123..." }),
        },
        update: {
          summary: "A customer pauses it",
          value: event("credential.update", { external_id, disabled: true }),
        },
        delete: { summary: "A customer leaves", value: event("credential.delete", { external_id }) },
      }),
      responses: {
        202: answer(
          "Safely queued, or of a type that nothing follows from.",
          ref("schemas", "WebhookReceipt"),
        ),
        ...errors(400),
        401: ref("responses", "WebhookRefused"),
        ...errors(405, 413, 429, 500, 503),
      },
    }),
  },
};

/** How a delivery is signed. */
export const webhookSecurity: Json = {
  webhookSignature: {
    type: "apiKey",
    in: "header",
    name: "webhook-signature",
    description:
      "By the Standard Webhooks specification: `v1,` and the base64 of HMAC-SHA256 over " +
      "`<webhook-id>.<webhook-timestamp>.<body>` under the source's secret, the bytes whose base64 follows `whsec_`. " +
      "Several signatures are separated by spaces; one has to be right.",
  },
  bodySignature: {
    type: "apiKey",
    in: "header",
    name: "X-Hub-Signature-256",
    description:
      "For a source that was added with the scheme `hmac-sha256`: HMAC-SHA256 over the body alone, in hexadecimal or " +
      "base64, with or without a name in front (`sha256=`). The header is the one that the source was added with; this " +
      "is GitHub's.",
  },
};
