import type { Context } from "hono";
import * as z from "zod/mini";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { fieldProblems } from "../../shared/kernel/field-problems.ts";
import { workspaceNameSchema } from "../../shared/kernel/workspace-name-schema.ts";
import { knownProviderSchema } from "../../shared/providers/slug.ts";

const wholeNumber = (least: number, most: number, otherwise: number) =>
  z.pipe(
    z._default(z.string().check(z.regex(/^\d{1,9}$/)), String(otherwise)),
    z.pipe(z.transform(Number), z.int().check(z.minimum(least), z.maximum(most))),
  );

/** The query of GET /byok. */
export const listQuerySchema = (slugs: ReadonlySet<string>) =>
  z.object({
    offset: wholeNumber(0, 999_999_999, 0),
    limit: wholeNumber(1, 100, 50),
    workspace_id: z.optional(workspaceNameSchema),
    provider: z.optional(knownProviderSchema(slugs)),
  });

/** The end of the previous page. An empty cursor is refused, since the table takes no empty key. */
const cursor = z.optional(z.string().check(z.minLength(1), z.maxLength(256)));

/** The query of GET /byok/{id}/events. */
export const eventsQuerySchema = z.object({
  limit: wholeNumber(1, 100, 50),
  cursor,
});

/** The query of GET /byok/imports. */
export const importsQuerySchema = z.object({
  limit: wholeNumber(1, 25, 10),
  cursor,
  workspace_id: z.optional(workspaceNameSchema),
});

/** The query of GET /byok/links. */
export const linksQuerySchema = z.object({
  limit: wholeNumber(1, 100, 50),
  cursor,
  workspace_id: z.optional(workspaceNameSchema),
});

/** The query of GET /byok/imports/{id}/results. */
export const importResultsQuerySchema = z.object({
  cursor,
});

/** @throws KeyferryError `invalid_request` with the first problems; a parameter given twice is one. */
export function readQuery<Schema extends z.ZodMiniType>(
  { req }: Pick<Context, "req">,
  schema: Schema,
): z.output<Schema> {
  const given = Object.entries(req.queries()).map(([name, values]) => [
    name,
    values.length === 1 ? values[0] : values,
  ]);
  const query = Object.fromEntries(given);
  const result = schema.safeParse(query);
  if (result.success) return result.data;
  throw new KeyferryError("invalid_request", "Invalid request parameters", {
    fields: fieldProblems(schema, query, result.error),
  });
}
