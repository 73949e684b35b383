import { setTimeout as pause } from "node:timers/promises";
import { invokeFunction } from "../support/emulator/invoke-function.ts";
import { peekMessages } from "../support/emulator/peek-messages.ts";
import { withQueuesHeld } from "../support/emulator/queues-held.ts";
import type { Fault } from "./faults.ts";
import { shuffledBy } from "./random.ts";
import { groupOf } from "./settle.ts";
import type { World } from "./world.ts";

const WORKERS = 3;
const BATCH = 10;

/**
 * Invokes several workers with the same credentials at once, as when a stalled worker resumes after its
 * messages went to others. This file invokes them directly, because the emulator runs one worker per FIFO
 * queue. It uses only commands of webhooks, which may be carried out in any order. The messages stay on the
 * queue, so that nothing depends on the result of these workers.
 */
export const overlappingWorkers: Fault = {
  kind: "workers on the same commands at once",
  async inject(world, forMs, random) {
    return withQueuesHeld(world.clients.lambda, async () => {
      await pause(1_000 + forMs);
      const { awsEndpoint, commandQueueUrl } = world.deployment;
      const waiting = (await peekMessages(awsEndpoint, commandQueueUrl)).filter(isOfWebhook);
      const batches = overlapping(shuffledBy(random, waiting));
      await Promise.all(
        batches.map((bodies) => invokeFunction(world.clients.lambda, "Worker", eventOf(world, bodies))),
      );
      return waiting.length;
    });
  },
};

/**
 * Makes a batch for each worker: the same credentials, those with most commands first, and of each credential
 * another command if there is one. The workers then read one version and all try to write the next.
 */
function overlapping(bodies: readonly string[]): string[][] {
  const ofEach = [...Map.groupBy(bodies, groupOf).values()]
    .sort((one, other) => other.length - one.length)
    .slice(0, BATCH);
  return Array.from({ length: WORKERS }, (_, worker) => ofEach.map((own) => own[worker % own.length] ?? ""));
}

export function isOfWebhook(body: string): boolean {
  try {
    return JSON.parse(body).external !== undefined;
  } catch {
    return false;
  }
}

const eventOf = ({ deployment }: World, bodies: readonly string[]) => ({
  Records: bodies.map((body, index) => ({
    messageId: `overlap-${index}`,
    body,
    attributes: { ApproximateReceiveCount: "1" },
    eventSource: "aws:sqs",
    eventSourceARN: deployment.commandQueueUrl,
  })),
});
