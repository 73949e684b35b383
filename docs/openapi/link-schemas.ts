import { linkSchema } from "../../shared/links/answers.ts";
import { linkRequestSchema, ORIGIN, ROTATION } from "../../shared/links/link-request.ts";
import { type Json, jsonSchema, noContradiction, withFields } from "./json-schema.ts";

const WORDS = {
  purpose: "Whether the key makes a new credential or replaces that of an existing one.",
  workspace_label: "What the page calls the workspace; null to leave it out.",
  allowed_origins: "The origins of pages that may embed the page, such as `https://app.example.com`.",
  return_url:
    "Where the page offers to return to: exactly one of the deployment's `linkReturnUrls`; null for nowhere.",
};

const link = jsonSchema(linkSchema, {
  ...WORDS,
  id: "The link's id, which is no secret.",
  status: "Open until one of the others, which are final.",
  credential_id:
    "The credential that the key makes or rotates. For a new one, the id is known before the key is there.",
  name: "The name of the credential, as of the link's creation.",
  created_by: "The id of the management key that made it.",
  expires_at: "When it closes by itself.",
  redeemed_at: "When a key came through it; null before.",
  label: "A masked snippet of that key; null before.",
  refused_keys: "The keys that came through it and were refused, ten at most.",
});

/** The rules that span fields, which zod keeps in functions. */
const forNewCredential = {
  properties: { purpose: { const: "create" } },
  required: ["provider"],
  not: { properties: { credential_id: {} }, required: ["credential_id"] },
};
const forRotation = {
  properties: { purpose: { const: "rotate" } },
  required: ["purpose", "credential_id"],
  propertyNames: { enum: [...ROTATION] },
};

const withPattern = (origins: unknown): Json => ({
  ...(origins as Json),
  items: { type: "string", pattern: ORIGIN.source },
});

/** What the operations on intake links take and answer. */
export function linkSchemas(provider: Json, slugs: readonly string[]): Readonly<Record<string, Json>> {
  const words = {
    ...WORDS,
    credential_id: "The credential to rotate. Not for a new one.",
    expires_in: "How long the link is open, in seconds: five minutes to thirty days.",
    workspace_id:
      "The workspace of the new credential, or `global`. Without it, the management key's default workspace.",
  };
  const { required: _, ...request } = jsonSchema(linkRequestSchema(new Set(slugs)), words);
  const created = { ...link, properties: { ...link.properties, url: { type: "string", format: "uri" } } };
  return {
    Link: link,
    CreatedLink: withFields({ ...created, required: [...(link.required ?? []), "url"] } as typeof link, {
      url: {
        type: "string",
        format: "uri",
        description: "The link itself. Whoever has it may bring the key.",
      },
    }),
    CreateLinkRequest: {
      ...withFields(request, { provider, allowed_origins: withPattern(request.properties?.allowed_origins) }),
      ...noContradiction,
      anyOf: [forNewCredential, forRotation],
    },
  };
}
