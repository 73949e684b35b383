import * as z from "zod/mini";
import { FIELDS, SCHEMAS } from "./descriptions.ts";

export type Json = Readonly<Record<string, unknown>>;
export type JsonSchema = z.core.JSONSchema.BaseSchema;

export const ref = (kind: "schemas" | "parameters" | "headers" | "responses", name: string): Json => ({
  $ref: `#/components/${kind}/${name}`,
});

type Words = Readonly<Record<string, string>>;

/**
 * A schema as the document shows it: plain formats, and each field described.
 * @param words for fields that mean something else here than elsewhere.
 */
export function jsonSchema(schema: z.ZodMiniType, words: Words = {}): JsonSchema {
  const { $schema: _, ...result } = z.toJSONSchema(schema, { io: "output" });
  // Afterwards, because zod has one node for what several fields share.
  tidy(result, { ...FIELDS, ...words });
  return result;
}

function tidy(node: JsonSchema, words: Words): void {
  // The pattern says the same as the format, at length.
  if (node.format !== undefined) delete node.pattern;
  if (node.minimum === Number.MIN_SAFE_INTEGER) delete node.minimum;
  if (node.maximum === Number.MAX_SAFE_INTEGER) delete node.maximum;
  for (const [name, property] of Object.entries(node.properties ?? {})) {
    if (typeof property === "object" && words[name] !== undefined) property.description = words[name];
  }
  for (const child of childrenOf(node)) tidy(child, words);
}

const childrenOf = ({ properties = {}, items, anyOf = [] }: JsonSchema): JsonSchema[] =>
  [...Object.values(properties), items, ...anyOf].filter(
    (child) => typeof child === "object" && !Array.isArray(child),
  ) as JsonSchema[];

/** The rule that spans two fields, which zod keeps in a function. */
export const noContradiction = {
  not: {
    required: ["is_byok_only", "is_fallback"],
    properties: { is_byok_only: { const: true }, is_fallback: { const: true } },
  },
};

/** The same schema with other words, or another form, for some of its fields. */
export const withFields = (schema: JsonSchema, fields: Json): JsonSchema => ({
  ...schema,
  properties: { ...schema.properties, ...fields } as NonNullable<JsonSchema["properties"]>,
});

/** Each schema under the description that its name has. */
export const described = (schemas: Readonly<Record<string, Json>>): Json =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, { description: SCHEMAS[name], ...schema }]),
  );
