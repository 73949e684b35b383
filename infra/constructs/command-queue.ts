import { Duration } from "aws-cdk-lib";
import { ArnPrincipal, type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { FunctionConstruct } from "./function.ts";
import { visibilityFor } from "./visibility.ts";

export interface CommandQueueProps {
  /** Whether to deliver in order per message group (one credential), instead of as fast as possible. */
  readonly fifo: boolean;
  /** ARNs of identities, in this account or another, that may send without a call of `grantSend`. Default: none. */
  readonly producers?: readonly string[];
  /** The most messages that the worker gets at once. For more than ten, Lambda waits at most a second. */
  readonly batchSize: number;
}

/**
 * Deliveries of a message before SQS moves it to the dead letters, by the delays in `shared/provisioning/retry-delay.ts`:
 * some ten minutes of retries for a command, and half an hour for a row, which nobody waits for. A new on-demand table
 * doubles its throughput within that time.
 */
const MAX_RECEIVES = { fifo: 24, standard: 20 };

/** Seconds that a worker may take for one batch. */
export const WORKER_TIMEOUT = 20;

/** In bytes. What the adapters of both ends expect; a new queue takes four times as much. */
const LARGEST_MESSAGE = 262_144;

/**
 * A queue to the worker, and a queue for messages that kept failing. Both hold ciphertext or, for the reports of routers, no
 * key at all, for 14 days.
 */
export class CommandQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  private readonly batching: { readonly batchSize: number; readonly maxBatchingWindow?: Duration };

  constructor(scope: Construct, id: string, { fifo, batchSize, producers = [] }: CommandQueueProps) {
    super(scope, id);
    const window = Duration.seconds(batchSize > 10 ? 1 : 0);
    this.batching = { batchSize, ...(batchSize > 10 && { maxBatchingWindow: window }) };
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      maxMessageSizeBytes: LARGEST_MESSAGE,
      ...(fifo && {
        fifo,
        deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
        fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      }),
    };
    this.deadLetters = new Queue(this, "DeadLetters", common);
    this.queue = new Queue(this, "Queue", {
      ...common,
      visibilityTimeout: visibilityFor(Duration.seconds(WORKER_TIMEOUT), window),
      deadLetterQueue: {
        queue: this.deadLetters,
        maxReceiveCount: fifo ? MAX_RECEIVES.fifo : MAX_RECEIVES.standard,
      },
    });
    if (producers.length > 0) {
      this.queue.addToResourcePolicy(
        new PolicyStatement({
          sid: "Producers",
          principals: producers.map((arn) => new ArnPrincipal(arn)),
          actions: ["sqs:SendMessage"],
          resources: [this.queue.queueArn],
        }),
      );
    }
  }

  grantSend(door: IGrantable): void {
    door.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [this.queue.queueArn] }),
    );
  }

  /**
   * Feeds the worker; Lambda polls in the worker's name. Each queue has a separate concurrency limit, so that one full
   * queue does not starve the other.
   */
  consumeBy(worker: FunctionConstruct, maxConcurrency: number): void {
    worker.role.addToPolicy(
      new PolicyStatement({
        actions: [
          "sqs:ReceiveMessage",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes",
          "sqs:ChangeMessageVisibility",
        ],
        resources: [this.queue.queueArn],
      }),
    );
    new EventSourceMapping(this, "Consumer", {
      target: worker.lambda,
      eventSourceArn: this.queue.queueArn,
      ...this.batching,
      maxConcurrency,
      reportBatchItemFailures: true,
    });
  }
}
