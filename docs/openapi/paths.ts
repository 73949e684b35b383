import { credentialPaths } from "./credential-paths.ts";
import type { OPERATIONS } from "./descriptions.ts";
import { importPaths } from "./import-paths.ts";
import { type Json, ref } from "./json-schema.ts";
import { linkPaths } from "./link-paths.ts";
import { object, operation } from "./operation.ts";
import { answer, errors } from "./responses.ts";
import { webhookPaths } from "./webhook-paths.ts";

/** An operation without authentication and parameters. */
const open = (operationId: keyof typeof OPERATIONS, tag: string, summary: string, responses: Json): Json => ({
  get: operation(operationId, tag, summary, { security: [], responses }),
});

export const paths: Json = {
  ...credentialPaths,
  ...importPaths,
  ...linkPaths,
  "/byok/public-key": open("getPublicKey", "Sealing", "Get the public intake key", {
    200: answer("The public key.", ref("schemas", "PublicKey")),
    ...errors(405, 429, 500, 503),
  }),
  ...webhookPaths,
  "/openapi.json": open("getDocument", "Service", "Get this document", {
    200: answer("An OpenAPI 3.1 document.", { type: "object" }),
    ...errors(405, 429, 500),
  }),
  "/health": open("getHealth", "Service", "Get the API's health", {
    200: answer("It answers.", object({ status: { const: "ok" } })),
    ...errors(405, 429, 500),
  }),
};
