import * as z from "zod/mini";
import { KeyferryError } from "../kernel/errors.ts";

/**
 * Parses what an item says. The schema checks types, not the limits of requests: those may have been others when the
 * item was written.
 * @param what names the kind of item in the error.
 * @throws KeyferryError `internal` that names the attributes at fault, never their values.
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
/** Texts by name, e.g. times by field; smaller in a bundle than a record of zod's. */
export const textsByName = z.catchall(z.object({}), text);
