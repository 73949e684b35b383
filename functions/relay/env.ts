import * as z from "zod/mini";

export const relayEnvironmentSchema = z.object({
  TABLE_NAME: z.string(),
  EVENT_BUS_NAME: z.string(),
});

/** The variables that the stack must set. */
export type RelayEnvironment = z.input<typeof relayEnvironmentSchema>;

/** What the schedules ask for. An operator may ask for a whole reconciliation: see docs/runbook.md. */
export type RelayTask =
  | { readonly task: "sweep" }
  | {
      readonly task: "reconcile";
      /** The time of the schedule: its hour names the part of the table. Without it, the whole table. */
      readonly time?: string;
      /** How far to look back, in ISO 8601. */
      readonly since?: string;
      /** Leave out events that are younger than so many milliseconds. */
      readonly graceMs?: number;
    };
