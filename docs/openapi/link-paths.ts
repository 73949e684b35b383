import { linksQuerySchema } from "../../functions/api/read-query.ts";
import { type Json, ref } from "./json-schema.ts";
import { array, body, object, operation, pageOf, query } from "./operation.ts";
import { answer, errors } from "./responses.ts";

const link = ref("schemas", "Link");

const collection: Json = {
  post: operation("createLink", "Links", "Make an intake link", {
    parameters: [ref("parameters", "IdempotencyKey"), ref("parameters", "Prefer")],
    ...body("CreateLinkRequest", {
      create: {
        summary: "For a new credential",
        value: { provider: "openai", name: "production", workspace_label: "Acme", expires_in: 86_400 },
      },
      rotate: {
        summary: "For the next key of an existing one",
        value: { purpose: "rotate", credential_id: "5f0c7a9e-3c1f-4a57-9d53-1f4d1c0a8b11" },
      },
    }),
    responses: {
      201: answer(
        "The link, with its URL.",
        object({ data: ref("schemas", "CreatedLink"), warnings: array(ref("schemas", "KeyWarning")) }),
        { location: ref("headers", "Location") },
      ),
      202: answer("Safely queued; repeat the request for the URL.", ref("schemas", "Accepted"), {
        location: ref("headers", "Location"),
      }),
      ...errors(400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503),
    },
  }),
  get: operation("listLinks", "Links", "List intake links", {
    parameters: query(linksQuerySchema, {
      limit: "The most to return.",
      cursor: "The `next_cursor` of the page before.",
      workspace_id: "The workspace whose links to list, or `global`.",
    }),
    responses: {
      200: answer("A page of links.", pageOf("Link")),
      ...errors(400, 401, 403, 405, 429, 500, 503),
    },
  }),
};

const item: Json = {
  parameters: [ref("parameters", "LinkId")],
  get: operation("getLink", "Links", "Get an intake link", {
    responses: {
      200: answer("The link.", object({ data: link })),
      ...errors(401, 403, 404, 405, 429, 500, 503),
    },
  }),
  delete: operation("revokeLink", "Links", "Revoke an intake link", {
    parameters: [ref("parameters", "Prefer")],
    responses: {
      200: answer("The link, closed.", object({ data: link })),
      202: answer("Safely queued; the outcome is still to come.", ref("schemas", "Accepted")),
      ...errors(400, 401, 403, 404, 405, 409, 429, 500, 503),
    },
  }),
};

/** The operations on intake links. */
export const linkPaths: Json = { "/byok/links": collection, "/byok/links/{id}": item };
