import * as z from "zod/mini";

/** The name of a webhook source: part of a URL, of a parameter's name and of ids, so lower-case and short. */
export const sourceNameSchema = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/));

/** The sender's own id for a credential: printable ASCII without spaces. */
export const externalIdSchema = z.string().check(z.regex(/^[\x21-\x7e]{1,255}$/));

/** What a command of a webhook knows of the credential in the sender's own terms. */
export const externalSchema = z.strictObject({
  source: sourceNameSchema,
  external_id: externalIdSchema,
  /** When it happened, by the sender's clock: orders events that come out of order. */
  occurred_at: z.iso.datetime({ precision: 3 }),
});

export type External = z.infer<typeof externalSchema>;
