import { deployment, eventbridge, sqs } from "./deployment.ts";
import { type BusTap, openTap } from "./open-tap.ts";

export type { BusEvent } from "./open-tap.ts";

/** Listens on the event bus of the stack that this run deployed. */
export const tapBus = (name: string, pattern?: string): Promise<BusTap> =>
  openTap({ sqs, eventbridge, eventBusName: deployment.eventBusName, name, ...(pattern && { pattern }) });
