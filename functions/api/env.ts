import * as z from "zod/mini";
import { commaSeparated, wholeNumber } from "../../shared/lambda/environment.ts";

export const apiEnvironmentSchema = z.object({
  TABLE_NAME: z.string(),
  COMMAND_QUEUE_URL: z.string(),
  IMPORT_QUEUE_URL: z.string(),
  INTAKE_KEY_ID: z.string(),
  /** Milliseconds to wait for a command's outcome before the answer says that it is still to come. */
  WAIT_BUDGET_MS: wholeNumber,
  /** Where people reach the API, with a slash at its end: intake links begin with it. */
  PUBLIC_URL: z.string(),
  /** The URLs to which the page of a link may return. */
  LINK_RETURN_URLS: commaSeparated,
  /** Provider slugs that this deployment adds to the catalogue. */
  EXTRA_PROVIDERS: commaSeparated,
  /** Request fields that this deployment accepts and does not keep. */
  IGNORED_FIELDS: commaSeparated,
});

/** The variables that the stack must set. */
export type ApiEnvironment = z.input<typeof apiEnvironmentSchema>;
