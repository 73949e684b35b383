import { PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { deployment, eventbridge, sqs } from "./deployment.ts";

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

/** Listens on the event bus with a rule and a queue of its own. Each call of `events` answers all that came so far. */
export async function tapBus(
  name: string,
): Promise<{ events(): Promise<readonly BusEvent[]>; readonly queueUrl: string }> {
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
  );
  const EventBusName = deployment.eventBusName;
  await eventbridge.send(
    new PutRuleCommand({ Name: name, EventBusName, EventPattern: JSON.stringify({ source: ["keyferry"] }) }),
  );
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
