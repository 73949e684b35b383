import {
  type LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";

const NOTHING = { Filters: [{ Pattern: JSON.stringify({ eventName: ["NONE"] }) }] };

/** Loses what the table's stream tells the relay while `action` runs: its filter lets nothing through. */
export async function withStreamLost<T>(lambda: LambdaClient, action: () => Promise<T>): Promise<T> {
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  const streams = EventSourceMappings.filter(({ EventSourceArn }) => EventSourceArn?.includes(":dynamodb:"));
  await Promise.all(
    streams.map(({ UUID }) =>
      lambda.send(new UpdateEventSourceMappingCommand({ UUID, FilterCriteria: NOTHING })),
    ),
  );
  try {
    return await action();
  } finally {
    await Promise.all(
      streams.map(({ UUID, FilterCriteria }) =>
        lambda.send(new UpdateEventSourceMappingCommand({ UUID, FilterCriteria })),
      ),
    );
  }
}
