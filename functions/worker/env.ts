import * as z from "zod/mini";
import { commaSeparated, wholeNumber } from "../../shared/lambda/environment.ts";

export const workerEnvironmentSchema = z.object({
  TABLE_NAME: z.string(),
  INTAKE_KEY_ID: z.string(),
  VAULT_KEY_ID: z.string(),
  COMMAND_QUEUE_ARN: z.string(),
  COMMAND_QUEUE_URL: z.string(),
  IMPORT_QUEUE_ARN: z.string(),
  IMPORT_QUEUE_URL: z.string(),
  USE_QUEUE_ARN: z.string(),
  USE_QUEUE_URL: z.string(),
  /** For how many seconds a data key is kept; 0: for its invocation. */
  KEEP_DATA_KEYS_SECONDS: wholeNumber,
  /** For how many credentials at most. */
  KEEP_DATA_KEYS_USES: wholeNumber,
  /** Provider slugs that this deployment adds to the catalogue. */
  EXTRA_PROVIDERS: commaSeparated,
});

/** What the schedule asks for. */
export interface WorkerTask {
  readonly task: "expire_links";
}

/** The variables that the stack must set. */
export type WorkerEnvironment = z.input<typeof workerEnvironmentSchema>;
