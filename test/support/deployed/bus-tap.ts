import { type BusTap, openTap } from "../emulator/open-tap.ts";
import { deployment, eventbridge, sqs } from "./deployment.ts";

export type { BusEvent } from "../emulator/open-tap.ts";

/** Listens on the event bus of the stack that this run deployed. */
export const tapBus = (name: string, pattern?: string): Promise<BusTap> =>
  openTap({ sqs, eventbridge, eventBusName: deployment.eventBusName, name, ...(pattern && { pattern }) });
