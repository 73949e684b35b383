import { setTimeout as pause } from "node:timers/promises";
import { DisableKeyCommand, EnableKeyCommand } from "@aws-sdk/client-kms";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { peekMessages } from "../support/emulator/peek-messages.ts";
import { withQueuesHeld } from "../support/emulator/queues-held.ts";
import { withStreamLost } from "../support/emulator/stream-lost.ts";
import { injectUntilHit } from "./inject-until-hit.ts";
import { killedBetweenCalls } from "./killed-between-calls.ts";
import { isOfWebhook, overlappingWorkers } from "./overlapping-workers.ts";
import type { AwsCall, Injection } from "./proxy.ts";
import { type Random, shuffledBy } from "./random.ts";
import { groupOf, hasDeadLetter, redriveAll } from "./settle.ts";
import type { World } from "./world.ts";

/** A fault that lasts for a while. */
export interface Fault {
  readonly kind: string;
  /** Returns how often it hit something. @param forMs about how long it lasts, in milliseconds */
  inject(world: World, forMs: number, random: Random): Promise<number>;
}

/** The time in which clients may overtake dead letters before these are sent back. */
const OVERTAKEN_MS = 4_000;

/** A command becomes a dead letter after its retries, which takes about ten seconds in a fault run. */
const WAIT_FOR_DEAD_LETTER_MS = 30_000;

const DYNAMODB = "com.amazonaws.dynamodb.v20120810#";

const refusal = (type: string, status = 400, extra: object = {}): Injection => ({
  kind: "answer",
  status,
  body: { __type: type, message: "injected by the fault run", ...extra },
});

/** A fault that hits matching calls at this probability. The calls of the router are hit, too, and not counted. */
const callFault = (
  kind: string,
  matches: (call: AwsCall) => boolean,
  injection: Injection,
  probability: number,
): Fault => ({
  kind,
  inject: ({ proxy }, forMs, random) =>
    injectUntilHit(
      proxy,
      kind,
      (call) => (matches(call) && random.chance(probability) ? injection : null),
      forMs,
    ),
});

const service = (name: string) => (call: AwsCall) => call.service === name;
const operation = (name: string) => (call: AwsCall) => call.operation === name;

const REFUSED_ITEMS = {
  Responses: Array.from({ length: 25 }, () => ({
    Error: { Code: "ProvisionedThroughputExceeded", Message: "injected by the fault run" },
  })),
};

/** A disabled KMS key: calls fail with KMSInvalidState and DisabledException until it is enabled again. */
const disabledKey = (kind: string, keyId: (world: World) => string): Fault => ({
  kind,
  async inject(world, forMs) {
    const { kms } = world.clients;
    await kms.send(new DisableKeyCommand({ KeyId: keyId(world) }));
    await pause(forMs);
    await kms.send(new EnableKeyCommand({ KeyId: keyId(world) }));
    return 1;
  },
});

const KILLS = 4;

/** Kills the processes of a function several times. @param name a part of the function's name */
const killed = (kind: string, name: string): Fault => ({
  kind,
  async inject({ killFunction }, forMs, random) {
    let ended = 0;
    for (let round = 0; round < KILLS; round += 1) {
      await pause((forMs / KILLS) * (0.5 + random.next()));
      ended += await killFunction(name);
    }
    return ended;
  },
});

/**
 * Restarts the emulator cleanly. A killed emulator loses state that it had acknowledged, because it saves its
 * state only when it is told to stop. That is a fault of the emulator, which keyferry could not make up for.
 */
const emulatorRestarted: Fault = {
  kind: "emulator ended and started again",
  async inject({ restart }) {
    await restart();
    return 1;
  },
};

/** The relay learns nothing of what changes for a while, and never will by the stream: only the records know it. */
const streamLost: Fault = {
  kind: "stream lost",
  async inject({ clients: { lambda } }, forMs) {
    await withStreamLost(lambda, () => pause(1_000 + forMs));
    return 1;
  },
};

/** The worker receives nothing for a while, and then everything at once. */
const backlog: Fault = {
  kind: "backlog",
  async inject({ clients: { lambda } }, forMs) {
    await withQueuesHeld(lambda, () => pause(1_000 + forMs));
    return 1;
  },
};

/**
 * Sends the waiting messages two more times in another order. The API's commands for one credential keep
 * their order, as the queue promises. A webhook's events may arrive in any order and at the same time, and
 * here they do.
 */
const duplicates: Fault = {
  kind: "messages duplicated and reordered",
  async inject({ clients: { lambda, sqs }, deployment }, forMs, random) {
    return withQueuesHeld(lambda, async () => {
      await pause(1_000 + forMs);
      const all = await peekMessages(deployment.awsEndpoint, deployment.commandQueueUrl);
      // Poison messages are counted, so they are not duplicated.
      const waiting = all.filter((body) => groupOf(body) !== null);
      const copies = shuffledBy(random, [...waiting, ...waiting]);
      for (const body of copies) {
        await sqs.send(
          new SendMessageCommand({
            QueueUrl: deployment.commandQueueUrl,
            MessageBody: body,
            MessageGroupId: isOfWebhook(body) ? random.uuid() : (groupOf(body) ?? "none"),
            MessageDeduplicationId: random.uuid(),
          }),
        );
      }
      return copies.length;
    });
  },
};

/**
 * The vault key is disabled until commands become dead letters. It is enabled again, clients send later commands, and an
 * operator sends the dead letters back meanwhile. The later commands must stay in force.
 */
const redrives: Fault = {
  kind: "dead letters sent back",
  async inject(world, forMs) {
    const { clients, deployment } = world;
    await clients.kms.send(new DisableKeyCommand({ KeyId: deployment.vaultKeyId }));
    for (let waited = 0; waited < WAIT_FOR_DEAD_LETTER_MS; waited += 500) {
      if (await hasDeadLetter(world)) break;
      await pause(500);
    }
    await clients.kms.send(new EnableKeyCommand({ KeyId: deployment.vaultKeyId }));
    await pause(OVERTAKEN_MS + forMs);
    return redriveAll(world);
  },
};

/** Messages that no version of keyferry sent. They must end in the dead-letter queue and delay nothing. */
const poison: Fault = {
  kind: "poison messages",
  async inject({ clients: { sqs }, deployment }, _forMs, random) {
    const bodies = [
      "",
      "not json",
      "{}",
      "[]",
      '{"version":1}',
      `{"version":1,"type":"credential.create","key":"${"x".repeat(50)}"}`,
    ];
    for (const body of bodies) {
      const id = `poison-${random.below(1e9)}`;
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: deployment.commandQueueUrl,
          MessageBody: body || " ",
          MessageGroupId: id,
          MessageDeduplicationId: id,
        }),
      );
    }
    return bodies.length;
  },
};

/** Every kind of fault. */
export const FAULTS: readonly Fault[] = [
  callFault("KMS throttled", service("kms"), refusal("ThrottlingException"), 0.7),
  callFault("DynamoDB throttled", service("dynamodb"), refusal(`${DYNAMODB}ThrottlingException`), 0.6),
  callFault("DynamoDB slow", service("dynamodb"), { kind: "delay", milliseconds: 1_200 }, 0.4),
  callFault("DynamoDB fails", service("dynamodb"), refusal(`${DYNAMODB}InternalServerError`, 500), 0.6),
  callFault("answer lost after a creation", operation("BatchExecuteStatement"), { kind: "lose-answer" }, 0.6),
  callFault("answer lost after a change", operation("UpdateItem"), { kind: "lose-answer" }, 0.6),
  callFault("answer lost after the send", operation("SendMessage"), { kind: "lose-answer" }, 0.6),
  callFault("answer lost after the publication", operation("PutEvents"), { kind: "lose-answer" }, 0.6),
  callFault(
    "items refused",
    operation("BatchExecuteStatement"),
    { kind: "answer", status: 200, body: REFUSED_ITEMS },
    0.6,
  ),
  callFault("queue fails", operation("SendMessage"), refusal("com.amazonaws.sqs#InternalError", 500), 0.6),
  callFault("event bus fails", service("eventbridge"), refusal("InternalException", 500), 0.9),
  disabledKey("intake key disabled", ({ deployment }) => deployment.intakeKeyId),
  disabledKey("vault key disabled", ({ deployment }) => deployment.vaultKeyId),
  callFault("Systems Manager throttled", service("ssm"), refusal("ThrottlingException"), 0.8),
  callFault("Systems Manager slow", service("ssm"), { kind: "delay", milliseconds: 1_500 }, 0.8),
  killed("worker killed in mid-message", "Worker"),
  killed("relay killed in mid-batch", "Relay"),
  killed("api killed in mid-request", "Api"),
  killed("webhook killed in mid-request", "Webhook"),
  killedBetweenCalls,
  streamLost,
  backlog,
  duplicates,
  overlappingWorkers,
  poison,
  redrives,
  emulatorRestarted,
];
