import * as z from "zod/mini";

const sha256 = z.string().check(z.regex(/^[\da-f]{64}$/));

const digestedEventSchema = z.strictObject({
  id: z.string(),
  /** Of the event's line, without the line break. */
  sha256,
});

const digestedObjectSchema = z.strictObject({
  key: z.string(),
  sha256,
  events: z.array(digestedEventSchema),
});

export const auditDigestSchema = z.strictObject({
  version: z.literal(1),
  /** The deployment whose log this is: a digest of another one does not pass for it. */
  deployment: z.string(),
  /** From 1 on, without a gap. */
  sequence: z.int().check(z.positive()),
  /** Covers the objects that were written from `start` on and before `end`. */
  start: z.iso.datetime(),
  end: z.iso.datetime(),
  /** Of the digest before this one, as it is stored; null for the first. */
  previous_sha256: z.nullable(sha256),
  /** By key, in order; none for a quiet hour. */
  objects: z.array(digestedObjectSchema),
});

export type DigestedEvent = z.infer<typeof digestedEventSchema>;
export type DigestedObject = z.infer<typeof digestedObjectSchema>;
/** What is signed: everything that was archived in a period, and the digest before. */
export type AuditDigest = z.infer<typeof auditDigestSchema>;
