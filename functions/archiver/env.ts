import * as z from "zod/mini";

export const archiverEnvironmentSchema = z.object({
  ARCHIVE_BUCKET: z.string(),
});

/** The variables that the stack must set. */
export type ArchiverEnvironment = z.input<typeof archiverEnvironmentSchema>;
