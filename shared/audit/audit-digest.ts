import * as z from "zod/mini";

const sha256 = z.string().check(z.regex(/^[\da-f]{64}$/));

const digestedEventSchema = z.strictObject({
  id: z.string(),
  /** The SHA-256 of the event's line, without the line break. */
  sha256,
});

const digestedObjectSchema = z.strictObject({
  key: z.string(),
  sha256,
  events: z.array(digestedEventSchema),
});

export const auditDigestSchema = z.strictObject({
  version: z.literal(1),
  /** The deployment of the log, so that another deployment's digest does not pass for this one's. */
  deployment: z.string(),
  /** Starts at 1 and has no gaps. */
  sequence: z.int().check(z.positive()),
  /** The digest covers the objects written at `start` or later and before `end`. */
  start: z.iso.datetime(),
  end: z.iso.datetime(),
  /** The SHA-256 of the previous digest as stored; null for the first. */
  previous_sha256: z.nullable(sha256),
  /** In the order of their keys; empty for a quiet hour. */
  objects: z.array(digestedObjectSchema),
});

export type DigestedEvent = z.infer<typeof digestedEventSchema>;
export type DigestedObject = z.infer<typeof digestedObjectSchema>;
/** The signed content: everything that was archived in a period, and the hash of the previous digest. */
export type AuditDigest = z.infer<typeof auditDigestSchema>;
