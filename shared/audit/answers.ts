import * as z from "zod/mini";

/**
 * The auditor's answer to a run on demand. No function bundles this schema, see
 * ../credentials/requests/answers.ts.
 */
export const auditorAnswerSchema = z.object({
  /** The sequence numbers of the digests that it signed. */
  digests: z.array(z.int()),
  /** The end of the signed period; null if a concurrent run signed first. */
  until: z.nullable(z.iso.datetime()),
});

export type AuditorAnswer = z.infer<typeof auditorAnswerSchema>;
