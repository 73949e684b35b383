import * as z from "zod/mini";

/** What the auditor answers to a run on demand. In no function's bundle, as ../credentials/requests/answers.ts. */
export const auditorAnswerSchema = z.object({
  /** The sequence numbers of the digests that it signed. */
  digests: z.array(z.int()),
  /** Up to when everything that was archived is signed; null where another run was faster. */
  until: z.nullable(z.iso.datetime()),
});

export type AuditorAnswer = z.infer<typeof auditorAnswerSchema>;
