import * as z from "zod/mini";
import { createRequestSchema, updateRequestSchema } from "../../../shared/domain/credential-request.ts";
import { PROVIDERS } from "../../../shared/domain/provider-catalogue.ts";
import { SLUG_MAX_LENGTH, SLUG_PATTERN } from "../../../shared/domain/provider-slug.ts";
import { FIELDS, SCHEMAS } from "./descriptions.ts";
import {
  acceptedSchema,
  credentialSchema,
  errorSchema,
  eventSchema,
  publicKeySchema,
  warningSchema,
} from "./response-schemas.ts";

export type Json = Readonly<Record<string, unknown>>;
type JsonSchema = z.core.JSONSchema.BaseSchema;

export const ref = (kind: "schemas" | "parameters" | "headers" | "responses", name: string): Json => ({
  $ref: `#/components/${kind}/${name}`,
});

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

/** A schema as the document shows it: plain formats, and each field described. */
export function jsonSchema(schema: z.ZodMiniType): JsonSchema {
  const { $schema: _, ...result } = z.toJSONSchema(schema, {
    io: "output",
    override: ({ jsonSchema: node }) => tidy(node),
  });
  return result;
}

function tidy(node: JsonSchema): void {
  // The pattern says the same as the format, at length.
  if (node.format !== undefined) delete node.pattern;
  if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
  if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
  for (const [name, property] of Object.entries(node.properties ?? {})) {
    if (typeof property === "object" && FIELDS[name] !== undefined) property.description = FIELDS[name];
  }
}

/** The rule that spans two fields, which zod keeps in a function. */
const noContradiction = {
  not: {
    required: ["is_byok_only", "is_fallback"],
    properties: { is_byok_only: { const: true }, is_fallback: { const: true } },
  },
};

const withProvider = (schema: JsonSchema): JsonSchema => ({
  ...schema,
  properties: { ...schema.properties, provider: ref("schemas", "ProviderSlug") },
});

const created = jsonSchema(createRequestSchema(new Set(SLUGS)));
const { workspace_id: workspace } = created.properties ?? {};

const bare: Record<string, Json> = {
  Credential: withProvider(jsonSchema(credentialSchema)),
  CreateCredentialRequest: {
    ...withProvider(created),
    properties: {
      ...withProvider(created).properties,
      workspace_id: {
        ...(workspace as object),
        description:
          "The workspace to create it in, or `global`. Without it, the management key's default workspace.",
      },
    },
    ...noContradiction,
  },
  UpdateCredentialRequest: { ...jsonSchema(updateRequestSchema), ...noContradiction },
  CredentialEvent: jsonSchema(eventSchema),
  KeyWarning: jsonSchema(warningSchema),
  Accepted: jsonSchema(acceptedSchema),
  Error: jsonSchema(errorSchema),
  GatewayError: jsonSchema(z.object({ message: z.string() })),
  PublicKey: jsonSchema(publicKeySchema),
  ProviderSlug: providerSlug,
};

export const schemas: Json = Object.fromEntries(
  Object.entries(bare).map(([name, schema]) => [name, { description: SCHEMAS[name], ...schema }]),
);

export const parameters: Json = {
  CredentialId: {
    name: "id",
    in: "path",
    required: true,
    description: "The credential's id.",
    schema: { type: "string", format: "uuid" },
  },
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
      "`respond-async` to be answered with 202 at once, `wait=<seconds>` to wait for at most that long (RFC 7240).",
    schema: { type: "string", examples: ["respond-async"] },
  },
};

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
