import { importResultsQuerySchema, importsQuerySchema } from "../../functions/api/read-query.ts";
import { MAX_IMPORT_ROWS } from "../../functions/api/read-rows.ts";
import { type Json, ref } from "./json-schema.ts";
import { array, body, object, operation, pageOf, query } from "./operation.ts";
import { answer, errors } from "./responses.ts";

const IMPORT = "f6c4ce70-004f-8d55-83ce-02fb303148d3";
const CURSOR = "The `next_cursor` of the page before.";

/** Of the right form, and sealed under nobody's key. */
const SEAL =
  "eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2R0NNIn0.d3JhcHBlZA.aXYtaXYtaXYtaXY.Y2lwaGVydGV4dA.dGFnLXRhZy10YWc";

const row = (number: number, rest: Json = {}): Json => ({
  version: 1,
  type: "credential.import",
  import_id: IMPORT,
  row: number,
  total_rows: 2,
  workspace_id: "5f0c7a9e-3c1f-4a57-9d53-1f4d1c0a8b11",
  provider: "openai",
  sealed_key: SEAL,
  ...rest,
  requested_at: "2026-11-23T18:45:21.000Z",
});

/** JSON Lines are no JSON: as OpenAPI 3.2 has it, the schema is that of the sequence, of which a line is an item. */
const rows = {
  type: "array",
  description: "JSON Lines: one row on each line, and no list around them.",
  items: ref("schemas", "ImportRow"),
  minItems: 1,
  maxItems: MAX_IMPORT_ROWS,
};

const collection: Json = {
  post: operation("sendImport", "Imports", "Send rows of an import", {
    ...body(
      rows,
      { rows: { summary: "Two rows", value: [row(1), row(2, { settings: { name: "Team A" } })] } },
      "application/x-ndjson",
    ),
    responses: {
      202: answer(
        "All rows are safely queued; their outcomes are still to come.",
        object({
          accepted: { type: "integer", minimum: 1 },
          import_ids: array({ type: "string", format: "uuid" }),
        }),
      ),
      ...errors(400, 401, 403, 405, 413, 415, 429, 500, 503),
    },
  }),
  get: operation("listImports", "Imports", "List imports", {
    parameters: query(importsQuerySchema, {
      limit: "The most to return.",
      cursor: CURSOR,
      workspace_id: "The workspace whose imports to list, or `global`.",
    }),
    responses: {
      200: answer("A page of imports.", pageOf("Import")),
      ...errors(400, 401, 403, 405, 429, 500, 503),
    },
  }),
};

const item: Json = {
  parameters: [ref("parameters", "ImportId")],
  get: operation("getImport", "Imports", "Get an import", {
    responses: {
      200: answer("The import and its progress.", object({ data: ref("schemas", "Import") })),
      ...errors(401, 403, 404, 405, 429, 500, 503),
    },
  }),
};

const results: Json = {
  parameters: [ref("parameters", "ImportId")],
  get: operation("listImportResults", "Imports", "List the outcome of each row", {
    parameters: query(importResultsQuerySchema, { cursor: CURSOR }),
    responses: {
      200: answer("A page of finished rows.", pageOf("ImportResult")),
      ...errors(400, 401, 403, 404, 405, 429, 500, 503),
    },
  }),
};

/** The operations on bulk imports. */
export const importPaths: Json = {
  "/byok/imports": collection,
  "/byok/imports/{id}": item,
  "/byok/imports/{id}/results": results,
};
