import { setTimeout as pause } from "node:timers/promises";
import { DisableKeyCommand, EnableKeyCommand } from "@aws-sdk/client-kms";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { peekMessages } from "../support/peek-messages.ts";
import { withQueuesHeld } from "../support/queues-held.ts";
import { isOfWebhook, overlappingWorkers } from "./overlapping-workers.ts";
import type { AwsCall, Misfortune } from "./proxy.ts";
import { type Random, shuffledBy } from "./random.ts";
import { groupOf } from "./settle.ts";
import type { World } from "./world.ts";

/** Something that goes wrong for a while. */
export interface Fault {
  readonly kind: string;
  /** Answers how often it struck. @param forMs about how long it stays. */
  strike(world: World, forMs: number, random: Random): Promise<number>;
}

/** How much longer a fault stays when no call came its way yet. */
const PATIENCE_MS = 8_000;

const DYNAMODB = "com.amazonaws.dynamodb.v20120810#";

const refusal = (type: string, status = 400, extra: object = {}): Misfortune => ({
  kind: "answer",
  status,
  body: { __type: type, message: "injected by the fault run", ...extra },
});

/** A fault in the calls that functions make, for some seconds, at a probability. */
const callFault = (
  kind: string,
  matches: (call: AwsCall) => boolean,
  misfortune: Misfortune,
  probability: number,
): Fault => ({
  kind,
  async strike({ proxy }, forMs, random) {
    const before = proxy.struck.get(kind) ?? 0;
    proxy.setFate(kind, (call) => (matches(call) && random.chance(probability) ? misfortune : null));
    const struck = () => (proxy.struck.get(kind) ?? 0) - before;
    await pause(forMs);
    for (let waited = 0; struck() === 0 && waited < PATIENCE_MS; waited += 100) await pause(100);
    proxy.clearFate(kind);
    return struck();
  },
});

const service = (name: string) => (call: AwsCall) => call.service === name;
const operation = (name: string) => (call: AwsCall) => call.operation === name;

const CONFLICTS = {
  CancellationReasons: Array.from({ length: 21 }, () => ({ Code: "TransactionConflict" })),
};

/** A KMS key that someone switched off: KMSInvalidState and DisabledException until it is on again. */
const disabledKey = (kind: string, keyId: (world: World) => string): Fault => ({
  kind,
  async strike(world, forMs) {
    const { kms } = world.clients;
    await kms.send(new DisableKeyCommand({ KeyId: keyId(world) }));
    await pause(forMs);
    await kms.send(new EnableKeyCommand({ KeyId: keyId(world) }));
    return 1;
  },
});

const KILLS = 4;

/** A function whose machine fails, time and again. @param name a part of the function's name */
const killed = (kind: string, name: string): Fault => ({
  kind,
  async strike({ killFunction }, forMs, random) {
    let ended = 0;
    for (let round = 0; round < KILLS; round += 1) {
      await pause((forMs / KILLS) * (0.5 + random.next()));
      ended += await killFunction(name);
    }
    return ended;
  },
});

/**
 * In good order. Not killed outright: the emulator writes its state out when it is told to stop, and loses with a
 * SIGKILL what it had acknowledged. That is a fault of the emulator, and none that keyferry could make good.
 */
const emulatorRestarted: Fault = {
  kind: "emulator ended and started again",
  async strike({ restart }) {
    await restart();
    return 1;
  },
};

/** The worker takes nothing for a while, then everything at once. */
const backlog: Fault = {
  kind: "backlog",
  async strike({ clients: { lambda } }, forMs) {
    await withQueuesHeld(lambda, () => pause(1_000 + forMs));
    return 1;
  },
};

/**
 * What waits on the queue comes twice more, in another order: that of one credential by the API in its own order still,
 * as the queue promises. A webhook's events may come in any order and at the same time, and here they do.
 */
const duplicates: Fault = {
  kind: "messages duplicated and reordered",
  async strike({ clients: { lambda, sqs }, deployment }, forMs, random) {
    return withQueuesHeld(lambda, async () => {
      await pause(1_000 + forMs);
      const all = await peekMessages(deployment.awsEndpoint, deployment.commandQueueUrl);
      // Poison is counted, so it is not multiplied.
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

/** Messages that no version of keyferry sent: they must land in the dead-letter queue and hold nothing up. */
const poison: Fault = {
  kind: "poison messages",
  async strike({ clients: { sqs }, deployment }, _forMs, random) {
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

/** Every kind of trouble that a run goes through. */
export const FAULTS: readonly Fault[] = [
  callFault("KMS throttled", service("kms"), refusal("ThrottlingException"), 0.7),
  callFault("DynamoDB throttled", service("dynamodb"), refusal(`${DYNAMODB}ThrottlingException`), 0.6),
  callFault("DynamoDB slow", service("dynamodb"), { kind: "delay", milliseconds: 1_200 }, 0.4),
  callFault("DynamoDB fails", service("dynamodb"), refusal(`${DYNAMODB}InternalServerError`, 500), 0.6),
  callFault("answer lost after the commit", operation("TransactWriteItems"), { kind: "lose-answer" }, 0.6),
  callFault("answer lost after the send", operation("SendMessage"), { kind: "lose-answer" }, 0.6),
  callFault("answer lost after the publication", operation("PutEvents"), { kind: "lose-answer" }, 0.6),
  callFault(
    "transaction conflict",
    operation("TransactWriteItems"),
    refusal(`${DYNAMODB}TransactionCanceledException`, 400, CONFLICTS),
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
  backlog,
  duplicates,
  overlappingWorkers,
  poison,
  emulatorRestarted,
];
