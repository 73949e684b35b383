import { eventsQuerySchema, listQuerySchema } from "../../functions/api/read-query.ts";
import { type Json, ref } from "./json-schema.ts";
import { array, body, object, operation, pageOf, query } from "./operation.ts";
import { answer, errors } from "./responses.ts";

const warnings = array(ref("schemas", "KeyWarning"));
const credential = ref("schemas", "Credential");
const used = ref("schemas", "UsedCredential");
const changed = object({ data: credential, warnings });

/** A change that is queued and not carried out yet; `warnings` is what the door thought of the key. */
const accepted = object({ id: { type: "string", format: "uuid" }, status: { const: "accepted" }, warnings });

const change = [ref("parameters", "IdempotencyKey"), ref("parameters", "Prefer")];

/** What a client can do next with what it just got. */
const link = (operationId: string, id: string): Json => ({ operationId, parameters: { id } });
const links = (id: string): Json => ({
  links: {
    get: link("getCredential", id),
    update: link("updateCredential", id),
    delete: link("deleteCredential", id),
    events: link("listCredentialEvents", id),
  },
});

const location = { location: ref("headers", "Location") };

const collection: Json = {
  get: operation("listCredentials", "Credentials", "List credentials", {
    parameters: query(listQuerySchema(new Set()), {
      offset: "How many to skip.",
      limit: "How many to answer at most.",
      workspace_id: "The workspace to list, or `global`.",
      provider: "Only this provider's.",
    }),
    responses: {
      200: answer(
        "A page of credentials.",
        object({ data: array(used), total_count: { type: "integer", minimum: 0 } }),
      ),
      ...errors(400, 401, 403, 405, 429, 500, 503),
    },
  }),
  post: operation("createCredential", "Credentials", "Create a credential", {
    parameters: change,
    ...body("CreateCredentialRequest", {
      least: { summary: "The least", value: { key: "sk-proj-abc123...", provider: "openai" } },
      global: {
        summary: "For every workspace",
        value: { key: "sk-proj-abc123...", provider: "openai", workspace_id: "global", name: "shared" },
      },
    }),
    responses: {
      201: {
        ...answer("The credential, committed.", changed, location),
        ...links("$response.body#/data/id"),
      },
      202: {
        ...answer("Safely queued; the outcome is still to come.", accepted, location),
        ...links("$response.body#/id"),
      },
      ...errors(400, 401, 403, 405, 409, 413, 415, 422, 429, 500, 503),
    },
  }),
};

const item: Json = {
  parameters: [ref("parameters", "CredentialId")],
  get: operation("getCredential", "Credentials", "Get a credential", {
    responses: {
      200: answer("The credential.", object({ data: used })),
      ...errors(401, 403, 404, 405, 429, 500, 503),
    },
  }),
  patch: operation("updateCredential", "Credentials", "Update or rotate a credential", {
    parameters: change,
    ...body("UpdateCredentialRequest", {
      rename: { summary: "Rename", value: { name: "production" } },
      rotate: { summary: "Rotate", value: { key: "sk-proj-def456..." } },
    }),
    responses: {
      200: answer(
        "The credential after the change, committed. It also shows what other requests have changed since.",
        changed,
      ),
      202: answer("Safely queued; the outcome is still to come.", accepted),
      ...errors(400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503),
    },
  }),
  delete: operation("deleteCredential", "Credentials", "Delete a credential", {
    parameters: change,
    responses: {
      200: answer("Deleted.", object({ deleted: { const: true } })),
      202: answer("Safely queued; the outcome is still to come.", ref("schemas", "Accepted")),
      ...errors(400, 401, 403, 404, 405, 422, 429, 500, 503),
    },
  }),
};

const events: Json = {
  parameters: [ref("parameters", "CredentialId")],
  get: operation("listCredentialEvents", "Audit", "List a credential's audit events", {
    parameters: query(eventsQuerySchema, {
      limit: "How many to answer at most.",
      cursor: "The `next_cursor` of the page before.",
    }),
    responses: {
      200: answer("A page of audit events.", pageOf("CredentialEvent")),
      ...errors(400, 401, 403, 404, 405, 429, 500, 503),
    },
  }),
};

/** The operations on credentials. */
export const credentialPaths: Json = {
  "/byok": collection,
  "/byok/{id}": item,
  "/byok/{id}/events": events,
};
