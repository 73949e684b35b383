import { importResultSchema, importSchema } from "../../shared/imports/answers.ts";
import { importMessageSchema } from "../../shared/imports/import-message.ts";
import { type Json, jsonSchema, ref, withFields } from "./json-schema.ts";

const row = jsonSchema(importMessageSchema, {
  version: "The version of this form of a row.",
  type: "What the row asks for.",
});

/** What the operations on imports take and answer. */
export const importSchemas: Readonly<Record<string, Json>> = {
  ImportRow: withFields(row, {
    provider: ref("schemas", "ProviderSlug"),
    // The format alone would allow for other offsets than UTC, and for times before the year 2000.
    requested_at: { ...(row.properties?.requested_at as object), pattern: "^[2-9].*Z$" },
  }),
  Import: jsonSchema(importSchema, {
    id: "The `import_id` of its rows.",
    code: "Why the row was rejected, for programs.",
    warnings: "The first rows about whose keys there is a doubt, with its codes. `/results` has them all.",
  }),
  ImportResult: jsonSchema(importResultSchema, {
    id:
      "The credential's id. For a skipped row, it is that of the credential with the same key. No credential has it " +
      "where the row was rejected.",
    warnings: "The codes of the doubts about the key.",
    reason: "Why the row was rejected; null where it was not.",
  }),
};
