import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { inject } from "vitest";
import { connect } from "../emulator/connect.ts";

export type { Answer, Api } from "../emulator/connect.ts";

/** The stack that this run deployed. */
export const deployment = inject("deployment");

export const { dynamodb, kms, sqs, eventbridge, logs, lambda, apiOf, newTenant, openStored } =
  connect(deployment);

/** A random key of OpenAI's shape. */
export const newKey = (): string =>
  `sk-proj-${randomBytes(60).toString("base64url").replaceAll(/[-_]/g, "x")}`;

/** Repeats `probe` until it returns something, for at most `seconds`. */
export async function eventually<T>(probe: () => Promise<T | undefined | false>, seconds = 20): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`nothing was found within ${seconds} s`);
    await pause(50);
  }
}
