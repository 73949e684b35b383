import * as z from "zod/mini";

/** The name of a webhook source: part of URLs, parameter names and ids, so short and in lower case. */
export const sourceNameSchema = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/));

/** The sender's own id for a credential: printable ASCII without spaces. */
export const externalIdSchema = z.string().check(z.regex(/^[\x21-\x7e]{1,255}$/));

/** The sender's own terms for the credential in a webhook's command. */
export const externalSchema = z.strictObject({
  source: sourceNameSchema,
  external_id: externalIdSchema,
  /** The time of the event by the sender's clock, which orders events that arrive out of order. */
  occurred_at: z.iso.datetime({ precision: 3 }),
});

export type External = z.infer<typeof externalSchema>;
