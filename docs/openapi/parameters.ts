import { sourceNameSchema } from "../../shared/credentials/external.ts";
import { WEBHOOK_ID, WEBHOOK_TIMESTAMP } from "../../shared/webhooks/standard-signature.ts";
import { type Json, jsonSchema } from "./json-schema.ts";

const idOf = (what: string): Json => ({
  name: "id",
  in: "path",
  required: true,
  description: `The ${what}'s id.`,
  schema: { type: "string", format: "uuid" },
});

/** Parameters of more than one operation, and the headers of webhooks. */
export const parameters: Json = {
  CredentialId: idOf("credential"),
  ImportId: idOf("import"),
  LinkId: idOf("link"),
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    description:
      "The caller's own name for this request: 1 to 255 printable ASCII characters. Sent again with the same content " +
      "it gets the first one's outcome; with other content, 422.",
    schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,255}$" },
  },
  Prefer: {
    name: "Prefer",
    in: "header",
    description:
      "`respond-async` to be answered with 202 at once, `wait=<seconds>` to be answered so after at most that long (RFC 7240). " +
      "Without either, an outcome that is still to come is a 503 to repeat the request.",
    schema: { type: "string", examples: ["respond-async"] },
  },
  WebhookSource: {
    name: "source",
    in: "path",
    required: true,
    description: "The name under which the operator added the source.",
    schema: jsonSchema(sourceNameSchema),
  },
  WebhookId: {
    name: "webhook-id",
    in: "header",
    description:
      "The sender's name for the event, the same in every attempt, without a full stop. Required of a source that signs " +
      "by the Standard Webhooks specification.",
    schema: { type: "string", pattern: WEBHOOK_ID.source },
    example: "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W",
  },
  WebhookTimestamp: {
    name: "webhook-timestamp",
    in: "header",
    description:
      "When this attempt was made, in seconds since 1970: at most five minutes away from the time of its arrival. " +
      "Required together with `webhook-id`.",
    schema: { type: "string", pattern: WEBHOOK_TIMESTAMP.source },
    example: "1769851800",
  },
  WebhookEventId: {
    name: "X-GitHub-Delivery",
    in: "header",
    description:
      "The event's name where the source signs by the scheme `hmac-sha256`, which requires it and does not sign it. The header is the one " +
      "that the source was added with; this is GitHub's.",
    schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,255}$" },
    example: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
  },
};
