import * as z from "zod/mini";
import { wholeNumber } from "../../shared/lambda/environment.ts";

export const webEnvironmentSchema = z.object({
  TABLE_NAME: z.string(),
  COMMAND_QUEUE_URL: z.string(),
  INTAKE_KEY_ID: z.string(),
  /** Milliseconds to wait for the outcome of a redemption before the answer says that it is still to come. */
  WAIT_BUDGET_MS: wholeNumber,
});

/** The variables that the stack must set. */
export type WebEnvironment = z.input<typeof webEnvironmentSchema>;
