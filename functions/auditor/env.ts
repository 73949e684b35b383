import * as z from "zod/mini";

export const auditorEnvironmentSchema = z.object({
  ARCHIVE_BUCKET: z.string(),
  AUDIT_KEY_ID: z.string(),
  DEPLOYMENT: z.string(),
});

/** The variables that the stack must set. */
export type AuditorEnvironment = z.input<typeof auditorEnvironmentSchema>;
