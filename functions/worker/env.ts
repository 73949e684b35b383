import * as z from "zod/mini";

export const workerEnvironmentSchema = z.object({
  TABLE_NAME: z.string(),
  INTAKE_KEY_ID: z.string(),
  VAULT_KEY_ID: z.string(),
});

/** What the stack must set. */
export type WorkerEnvironment = z.input<typeof workerEnvironmentSchema>;
