import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { callAws } from "../../../shared/kernel/call-aws.ts";
import { toKeyferryError } from "../../../shared/kernel/errors.ts";
import type { DeadLetters } from "../../../shared/operations/ports.ts";
import { deadLettersOf } from "../../aws-clients.ts";
import type { Deployment } from "../../deployment.ts";
import { QUEUES, type QueueName } from "../../queues.ts";
import type { QueueView } from "../wire.ts";

const COUNTS = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
] as const;

interface Queue {
  readonly name: QueueName;
  readonly url: string;
  readonly deadLetters: DeadLetters;
}

/** The queues of a deployment, in their order. A stack of an earlier version may lack some. */
export function queuesOf(deployment: Deployment): readonly Queue[] {
  return (Object.keys(QUEUES) as readonly QueueName[]).flatMap((name) => {
    try {
      const url = deployment.output(QUEUES[name]);
      return [{ name, url, deadLetters: deadLettersOf(deployment, name) }];
    } catch (error) {
      if (toKeyferryError(error).kind !== "not_found") throw error;
      return [];
    }
  });
}

/** What a queue holds, by the counts of SQS, which are approximate. */
export async function viewQueue(client: SQSClient, { name, url, deadLetters }: Queue): Promise<QueueView> {
  const [{ Attributes = {} }, dead] = await Promise.all([
    callAws("sqs:GetQueueAttributes", () =>
      client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...COUNTS] })),
    ),
    deadLetters.count(),
  ]);
  const [waiting = 0, in_flight = 0, delayed = 0] = COUNTS.map((count) => Number(Attributes[count] ?? 0));
  return { queue: name, waiting, in_flight, delayed, dead };
}
