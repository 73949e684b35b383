import * as z from "zod/mini";
import { KeyferryError } from "../kernel/errors.ts";

/**
 * Parses an item's attributes. The schema checks types, but not the limits of requests, which may have been
 * different when the item was written.
 * @param what the kind of item, which the error names.
 * @throws KeyferryError `internal` that names the invalid attributes, never their values.
 */
export function parseItem<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> {
  const { data, error } = schema.safeParse(value);
  if (error === undefined) return data as z.output<Schema>;
  const names = [...new Set(error.issues.map(({ path }) => String(path[0])))];
  throw new KeyferryError("internal", `a stored ${what} is malformed: ${names.join(", ")}`);
}

export const text = z.string();
export const optionalText = z.nullable(text);
/** Texts by name, e.g. times by field. This is smaller in a bundle than zod's record. */
export const textsByName = z.catchall(z.object({}), text);
