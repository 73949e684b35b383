import * as z from "zod/mini";

/** A whole number in an environment variable. */
export const wholeNumber = z.pipe(z.string().check(z.regex(/^\d{1,9}$/)), z.transform(Number));

/** A comma-separated list in an environment variable. An empty text is an empty list. */
export const commaSeparated = z.pipe(
  z.string(),
  z.transform((text) => text.split(",").filter((part) => part !== "")),
);

/**
 * Reads a function's settings once, at its start.
 * @throws Error that names the invalid variables, never their values.
 */
export function readEnvironment<Schema extends z.ZodMiniType>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): z.output<Schema> {
  const result = schema.safeParse(environment);
  if (result.success) return result.data;
  const names = [...new Set(result.error.issues.map((issue) => issue.path.join(".")))];
  throw new Error(`missing or invalid environment variables: ${names.join(", ")}`);
}
