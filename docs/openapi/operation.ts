import { FIELDS, OPERATIONS } from "./descriptions.ts";
import { type Json, jsonSchema, ref } from "./json-schema.ts";

/** An object of exactly these members, described by their names. */
export const object = (properties: Json): Json => ({
  type: "object",
  required: Object.keys(properties),
  additionalProperties: false,
  properties: Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      { ...(schema as Json), ...(FIELDS[name] && { description: FIELDS[name] }) },
    ]),
  ),
});

export const array = (items: Json): Json => ({ type: "array", items });

/** A page of a list that continues after a cursor. */
export const pageOf = (schema: string): Json =>
  object({ data: array(ref("schemas", schema)), next_cursor: { type: ["string", "null"] } });

export const operation = (
  operationId: keyof typeof OPERATIONS,
  tag: string,
  summary: string,
  rest: Json & { responses: Json },
): Json => ({ operationId, tags: [tag], summary, description: OPERATIONS[operationId], ...rest });

/** Query parameters, as the API's own schema for the query has them. */
export function query(
  schema: Parameters<typeof jsonSchema>[0],
  descriptions: Readonly<Record<string, string>>,
): Json[] {
  const defaults = schema.parse({}) as Json;
  return Object.entries(jsonSchema(schema).properties ?? {}).map(([name, property]) => {
    const { description: _, ...found } = property as Json;
    const value = defaults[name];
    return {
      name,
      in: "query",
      description: descriptions[name],
      schema:
        name === "provider"
          ? ref("schemas", "ProviderSlug")
          : { ...found, ...(value !== undefined && { default: value }) },
    };
  });
}

/** A required body. @param schema a component's name, or the schema itself. */
export const body = (schema: string | Json, examples: Json, type = "application/json"): Json => ({
  requestBody: {
    required: true,
    content: {
      [type]: { schema: typeof schema === "string" ? ref("schemas", schema) : schema, examples },
    },
  },
});
