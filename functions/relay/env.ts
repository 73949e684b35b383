import * as z from "zod/mini";

export const relayEnvironmentSchema = z.object({
  TABLE_NAME: z.string(),
  EVENT_BUS_NAME: z.string(),
});

/** The variables that the stack must set. */
export type RelayEnvironment = z.input<typeof relayEnvironmentSchema>;
