import { printable } from "./printable.ts";

/** What happened, as far as a line shows it. */
export interface ShownEvent {
  readonly time: string;
  readonly type: string;
  readonly door: string;
  readonly actor: { readonly type: string; readonly id: string };
  readonly changed: readonly string[];
  readonly rejection: { readonly code: string } | null;
}

/** The longest type and door; a column that is complete only when the command ends cannot be measured. */
const [TYPE, DOOR] = ["credential.rejected".length, "webhook".length];

/** One event as a line, for commands that print as events happen. */
export const eventLine = (event: ShownEvent, subject?: string): string =>
  [
    event.time,
    event.type.padEnd(TYPE),
    event.door.padEnd(DOOR),
    ...(subject === undefined ? [] : [subject]),
    `${event.actor.type} ${event.actor.id}`,
    whatOf(event),
  ]
    .map(printable)
    .join("  ")
    .trimEnd();

/** The reason for a rejection, else the names of the fields that changed. */
export const whatOf = ({ changed, rejection }: ShownEvent): string => rejection?.code ?? changed.join(", ");
