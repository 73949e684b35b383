import * as z from "zod/mini";
import { commaSeparated, wholeNumber } from "../../shared/lambda/environment.ts";

export const webhookEnvironmentSchema = z.object({
  COMMAND_QUEUE_URL: z.string(),
  INTAKE_KEY_ID: z.string(),
  /** The path of the sources' parameters. */
  SOURCES_PATH: z.string(),
  /** Milliseconds that the sources are remembered. */
  SOURCES_TTL_MS: wholeNumber,
  /** Provider slugs that this deployment adds to the catalogue. */
  EXTRA_PROVIDERS: commaSeparated,
});

/** What the stack must set. */
export type WebhookEnvironment = z.input<typeof webhookEnvironmentSchema>;
