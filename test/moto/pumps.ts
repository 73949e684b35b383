import { setTimeout as pause } from "node:timers/promises";
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { EMULATOR_REGION } from "../../infra/local/aws-environment.ts";
import { ofType, type Stackful } from "../support/template/readable.ts";
import type { Invoke } from "./functions.ts";
import { type References, referred } from "./resources.ts";

const IDLE_MS = 50;
/** The most that SQS gives at once. */
const MOST_RECEIVED = 10;

export interface Pumps {
  /** The messages that a function has given back to this queue, to be delivered again. */
  givenBack(queue: string): number;
  /** Resolves once every function has settled what it took. @throws what a function threw. */
  stop(): Promise<void>;
}

/** Does what Lambda does for the template's event source mappings of queues: receives, invokes, and deletes what is done. */
export function startPumps(
  stack: Stackful,
  references: References,
  functions: ReadonlyMap<string, Invoke>,
  sqs: SQSClient,
): Pumps {
  const stopping = new AbortController();
  const givenBack = new Map<string, number>();
  const mappings = [...ofType(stack, "AWS::Lambda::EventSourceMapping").values()]
    .map(
      ({ Properties }) => Properties as { EventSourceArn: string; FunctionName: string; BatchSize: number },
    )
    .filter(({ EventSourceArn }) => EventSourceArn.endsWith("/Queue.Arn"));

  const running = mappings.map(async ({ EventSourceArn, FunctionName, BatchSize }) => {
    const queue = EventSourceArn.replace(/\.Arn$/, "");
    const [url, arn] = [referred(references, queue), referred(references, EventSourceArn)];
    const invoke = functions.get(FunctionName.replace(/\/Lambda$/, ""));
    if (invoke === undefined) throw new Error(`there is no function ${FunctionName}`);
    while (!stopping.signal.aborted) {
      const messages = await receive(sqs, url, BatchSize);
      if (messages.length === 0) {
        await pause(IDLE_MS);
        continue;
      }
      const answer = await invoke({ Records: messages.map((message) => toRecord(message, arn)) });
      const failed = new Set(
        answer.batchItemFailures.map((failure: { itemIdentifier: string }) => failure.itemIdentifier),
      );
      givenBack.set(queue, (givenBack.get(queue) ?? 0) + failed.size);
      const done = messages.filter(({ MessageId }) => !failed.has(MessageId));
      await Promise.all(
        done.map(({ ReceiptHandle }) => sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }))),
      );
    }
  });
  const all = Promise.all(running);
  // A pump that fails early fails the run at its end; until then its steps time out.
  all.catch(() => {});
  return {
    givenBack: (queue) => givenBack.get(queue) ?? 0,
    async stop() {
      stopping.abort();
      await all;
    },
  };
}

async function receive(sqs: SQSClient, QueueUrl: string, batchSize: number): Promise<readonly Message[]> {
  const messages: Message[] = [];
  while (messages.length < batchSize) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: Math.min(MOST_RECEIVED, batchSize - messages.length),
        MessageSystemAttributeNames: ["All"],
      }),
    );
    messages.push(...Messages);
    if (Messages.length === 0) break;
  }
  return messages;
}

const toRecord = ({ MessageId, ReceiptHandle, Body, Attributes }: Message, eventSourceARN: string) => ({
  messageId: MessageId,
  receiptHandle: ReceiptHandle,
  body: Body,
  attributes: Attributes,
  messageAttributes: {},
  eventSource: "aws:sqs",
  eventSourceARN,
  awsRegion: EMULATOR_REGION,
});
