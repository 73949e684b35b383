import type { Redeemed } from "./link-client.ts";

/** The message that the page around a frame gets once the key is saved. */
export interface DoneMessage {
  readonly type: "keyferry.done";
  readonly credential_id: string;
  /** Safe to show, such as `sk-...AbCd`. */
  readonly label: string;
}

/**
 * Tells the page around the frame that the key is saved. The browser delivers a message only to a page of the origin that it is
 * addressed to, so that no other page learns of it, whatever page it is that embeds this one.
 */
export function tellParent(
  parent: { postMessage(message: DoneMessage, targetOrigin: string): void },
  { credential_id, label }: Redeemed,
  allowedOrigins: readonly string[],
): void {
  const message: DoneMessage = { type: "keyferry.done", credential_id, label };
  for (const origin of allowedOrigins) if (isExact(origin)) parent.postMessage(message, origin);
}

/** A message to `*` would reach anybody. */
const isExact = (origin: string): boolean => URL.canParse(origin) && new URL(origin).origin === origin;
