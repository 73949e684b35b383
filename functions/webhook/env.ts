import * as z from "zod/mini";
import { commaSeparated, wholeNumber } from "../../shared/lambda/environment.ts";

export const webhookEnvironmentSchema = z.object({
  COMMAND_QUEUE_URL: z.string(),
  INTAKE_KEY_ID: z.string(),
  /** The path below which the sources' parameters are. */
  SOURCES_PATH: z.string(),
  /** Milliseconds for which the sources are cached. */
  SOURCES_TTL_MS: wholeNumber,
  /** Provider slugs that this deployment adds to the catalogue. */
  EXTRA_PROVIDERS: commaSeparated,
});

/** The variables that the stack must set. */
export type WebhookEnvironment = z.input<typeof webhookEnvironmentSchema>;
