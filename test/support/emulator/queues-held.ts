import {
  type LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";

/** Stops the worker from receiving messages while `action` runs, so that they stay on their queues. */
export async function withQueuesHeld<T>(lambda: LambdaClient, action: () => Promise<T>): Promise<T> {
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  const queues = EventSourceMappings.filter(({ EventSourceArn }) => EventSourceArn?.includes(":sqs:"));
  const enable = (Enabled: boolean) =>
    Promise.all(
      queues.map(({ UUID }) => lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }))),
    );
  await enable(false);
  try {
    return await action();
  } finally {
    await enable(true);
  }
}
