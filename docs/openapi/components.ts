import * as z from "zod/mini";
import { createRequestSchema, updateRequestSchema } from "../../shared/credentials/credential-request.ts";
import {
  acceptedSchema,
  credentialSchema,
  errorSchema,
  eventSchema,
  usedCredentialSchema,
  warningSchema,
} from "../../shared/credentials/requests/answers.ts";
import { PROVIDERS } from "../../shared/providers/catalogue.ts";
import { SLUG_MAX_LENGTH, SLUG_PATTERN } from "../../shared/providers/slug-form.ts";
import { publicKeySchema } from "../../shared/sealing/answers.ts";
import { FIELDS } from "./descriptions.ts";
import { importSchemas } from "./import-schemas.ts";
import { described, type Json, jsonSchema, noContradiction, ref, withFields } from "./json-schema.ts";
import { linkSchemas } from "./link-schemas.ts";
import { webhookSchemas } from "./webhook-schemas.ts";

const SLUGS = [...PROVIDERS.keys()].sort();

/** Open on purpose: what a client was generated from must not refuse a slug that a deployment has added. */
const providerSlug = {
  description: FIELDS.provider,
  examples: ["openai"],
  anyOf: [
    { type: "string", enum: SLUGS },
    { type: "string", pattern: SLUG_PATTERN.source, maxLength: SLUG_MAX_LENGTH },
  ],
};
const provider = ref("schemas", "ProviderSlug");

const created = jsonSchema(createRequestSchema(new Set(SLUGS)), {
  workspace_id:
    "The workspace to create it in, or `global`. Without it, the management key's default workspace.",
});

export const schemas: Json = described({
  Credential: withFields(jsonSchema(credentialSchema), { provider }),
  UsedCredential: withFields(jsonSchema(usedCredentialSchema), { provider }),
  CreateCredentialRequest: { ...withFields(created, { provider }), ...noContradiction },
  UpdateCredentialRequest: { ...jsonSchema(updateRequestSchema), ...noContradiction },
  CredentialEvent: jsonSchema(eventSchema),
  KeyWarning: jsonSchema(warningSchema),
  Accepted: jsonSchema(acceptedSchema),
  Error: jsonSchema(errorSchema),
  GatewayError: jsonSchema(z.object({ message: z.string() })),
  PublicKey: jsonSchema(publicKeySchema),
  ProviderSlug: providerSlug,
  ...importSchemas,
  ...linkSchemas(provider, SLUGS),
  ...webhookSchemas,
});

export const headers: Json = {
  RequestId: {
    description: "Names this request in the logs and in its audit event.",
    required: true,
    schema: { type: "string" },
  },
  Location: {
    description: "The credential's path.",
    required: true,
    schema: { type: "string", format: "uri-reference" },
  },
  Allow: { description: "The methods of this path.", required: true, schema: { type: "string" } },
  RetryAfter: { description: "Seconds to wait.", required: true, schema: { type: "string" } },
};
