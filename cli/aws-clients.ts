import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { fullJitter } from "../shared/kernel/backoff.ts";
import type { DeadLetters } from "../shared/operations/ports.ts";
import { sqsDeadLetters } from "../shared/operations/sqs-dead-letters.ts";
import type { Table } from "../shared/table/dynamodb-reads.ts";
import type { AwsConfig, Deployment } from "./deployment.ts";
import { QUEUES, type QueueName } from "./queues.ts";

const MOST_PAUSES = 10;
const jittered = fullJitter({ sleep, remainingMs: () => Number.POSITIVE_INFINITY });

/** The table. A command waits some seconds for one that is busy. */
export const tableOf = ({ aws, output }: Deployment): Table => ({
  client: new DynamoDBClient(aws),
  name: output("tableName"),
  backoff: async (attempt) => attempt < MOST_PAUSES && (await jittered(attempt)),
});

/** The queue URLs of an emulator name another host than its endpoint: the endpoint counts. */
export const sqsClient = (aws: AwsConfig): SQSClient =>
  new SQSClient({ ...aws, useQueueUrlAsEndpoint: false });

export const deadLettersOf = ({ aws, output }: Deployment, queue: QueueName): DeadLetters =>
  sqsDeadLetters(sqsClient(aws), output(QUEUES[queue]));
