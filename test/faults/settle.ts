import { setTimeout as pause } from "node:timers/promises";
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import type { RelayTask } from "../../functions/relay/env.ts";
import { invokeFunction } from "../support/emulator/invoke-function.ts";
import { peekMessages } from "../support/emulator/peek-messages.ts";
import { readStore } from "./read-store.ts";
import type { World } from "./world.ts";

/**
 * Waits until nothing is in flight after all faults have ended. It sends dead letters that name a credential
 * back to their queue, as an operator would, and starts the sweep and the reconciliation for what the stream left behind.
 * Returns what remains after `withinMs`, in words; null if nothing remains.
 */
export async function settle(world: World, withinMs: number): Promise<string | null> {
  const { deployment, queues } = world;
  const deadline = Date.now() + withinMs;
  const waiting = async () => {
    const bodies = await Promise.all(queues.map(({ url }) => peekMessages(deployment.awsEndpoint, url)));
    return bodies.flat().length;
  };
  for (;;) {
    let redriven = 0;
    let unlogged: number | null = null;
    if ((await waiting()) === 0) {
      redriven = await redriveAll(world);
    }
    // Ten letters at a time come out of their queue, and all ten may be poison.
    if ((await waiting()) === 0 && redriven === 0 && !(await hasDeadLetter(world))) {
      unlogged = (await readStore(world)).unlogged.length;
      if (unlogged === 0) return null;
      await publishWhatIsLeft(world);
    }
    if (Date.now() > deadline) {
      const left =
        unlogged === null
          ? `${await waiting()} messages are waiting`
          : `${unlogged} events are not in the log`;
      return `not settled after ${withinMs / 1000} s: ${left}`;
    }
    await pause(500);
  }
}

/** Waits until the worker has recorded what routers reported. Returns what remains after `withinMs`, in words. */
export async function recordUses({ deployment, uses }: World, withinMs: number): Promise<string | null> {
  const deadline = Date.now() + withinMs;
  const left = async (url: string) => (await peekMessages(deployment.awsEndpoint, url)).length;
  while ((await left(uses.url)) > 0 && Date.now() < deadline) await pause(500);
  const [waiting, dead] = [await left(uses.url), await left(uses.deadLetters)];
  return waiting + dead === 0 ? null : `${waiting} reports of uses are waiting, and ${dead} are dead letters`;
}

/** The subject of a message; null if it is not a command. Such a message is poison and stays where it is. */
export function groupOf(body: string): string | null {
  try {
    const { credential_id, workspace_id, management_key_id } = JSON.parse(body);
    return credential_id ?? workspace_id ?? management_key_id ?? null;
  } catch {
    return null;
  }
}

/** Whether a command is among the dead letters. Poison is there, too, and stays. */
export async function hasDeadLetter({ deployment, queues }: World): Promise<boolean> {
  for (const { deadLetters } of queues) {
    const bodies = await peekMessages(deployment.awsEndpoint, deadLetters);
    if (bodies.some((body) => groupOf(body) !== null)) return true;
  }
  return false;
}

/** Sends up to ten dead letters of each queue that name a credential back, and returns their number. */
export async function redriveAll({ clients, queues }: World): Promise<number> {
  let redriven = 0;
  for (const { url, deadLetters } of queues) redriven += await redrive(clients.sqs, deadLetters, url);
  return redriven;
}

async function redrive(sqs: World["clients"]["sqs"], from: string, to: string): Promise<number> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: from, MaxNumberOfMessages: 10, VisibilityTimeout: 2 }),
  );
  let redriven = 0;
  for (const { Body = "", ReceiptHandle, MessageId } of Messages) {
    const MessageGroupId = groupOf(Body);
    if (MessageGroupId === null) continue;
    const deduplication = to.endsWith(".fifo") && { MessageDeduplicationId: `redrive-${MessageId}` };
    await sqs.send(
      new SendMessageCommand({ QueueUrl: to, MessageBody: Body, MessageGroupId, ...deduplication }),
    );
    await sqs.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
    redriven += 1;
  }
  return redriven;
}

/** Runs the sweep like its schedule, and a reconciliation of the whole table, without waiting for events to grow old. */
async function publishWhatIsLeft(world: World): Promise<void> {
  const tasks: readonly RelayTask[] = [{ task: "sweep" }, { task: "reconcile", graceMs: 1_000 }];
  for (const task of tasks) await invokeFunction(world.clients.lambda, "Relay", task);
}
