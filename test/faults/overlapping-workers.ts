import { setTimeout as pause } from "node:timers/promises";
import { peekMessages } from "../support/peek-messages.ts";
import { withQueuesHeld } from "../support/queues-held.ts";
import type { Fault } from "./faults.ts";
import { invokeFunction } from "./invoke-function.ts";
import { shuffledBy } from "./random.ts";
import { groupOf } from "./settle.ts";
import type { World } from "./world.ts";

const WORKERS = 3;
const BATCH = 10;

/**
 * Several workers on the same credentials at once, as when a stalled one wakes up while its messages have gone to others.
 * Handed to them here, because the emulator runs one worker per FIFO queue. Commands of webhooks only, which may be
 * carried out in any order. They stay on the queue, so that nothing depends on what these workers manage.
 */
export const overlappingWorkers: Fault = {
  kind: "workers on the same commands at once",
  async strike(world, forMs, random) {
    return withQueuesHeld(world.clients.lambda, async () => {
      await pause(1_000 + forMs);
      const { awsEndpoint, commandQueueUrl } = world.deployment;
      const waiting = (await peekMessages(awsEndpoint, commandQueueUrl)).filter(isOfWebhook);
      const batches = overlapping(shuffledBy(random, waiting));
      await Promise.all(batches.map((bodies) => invokeFunction(world, "Worker", eventOf(world, bodies))));
      return waiting.length;
    });
  },
};

/**
 * A batch for each worker: the same credentials, those with most commands first, and of each credential another command
 * as far as there is one. So they read one version and all want to make the next.
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
