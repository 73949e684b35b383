import { type EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

export interface BusEvent {
  readonly source: string;
  readonly "detail-type": string;
  readonly detail: {
    readonly id: string;
    readonly type: string;
    readonly subject: string;
    readonly data: Record<string, unknown>;
  };
}

export interface BusTap {
  /** All events so far. */
  events(): Promise<readonly BusEvent[]>;
  readonly queueUrl: string;
}

export interface TapOptions {
  readonly sqs: SQSClient;
  readonly eventbridge: EventBridgeClient;
  readonly eventBusName: string;
  /** The name of the tap's rule and queue. */
  readonly name: string;
  /** The rule's event pattern, as JSON. Default: everything that keyferry publishes. */
  readonly pattern?: string;
}

/** Listens on an event bus with a new rule and queue. */
export async function openTap({
  sqs,
  eventbridge,
  eventBusName: EventBusName,
  name,
  pattern = JSON.stringify({ source: ["keyferry"] }),
}: TapOptions): Promise<BusTap> {
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
  );
  await eventbridge.send(new PutRuleCommand({ Name: name, EventBusName, EventPattern: pattern }));
  await eventbridge.send(
    new PutTargetsCommand({
      Rule: name,
      EventBusName,
      Targets: [{ Id: "tap", Arn: Attributes?.QueueArn ?? "" }],
    }),
  );
  const seen: BusEvent[] = [];
  return {
    queueUrl: QueueUrl,
    async events() {
      for (;;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
        );
        if (Messages.length === 0) return seen;
        seen.push(...Messages.map(({ Body }) => JSON.parse(Body ?? "{}") as BusEvent));
        const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
        await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      }
    },
  };
}
