import { Duration } from "aws-cdk-lib";
import { ArnPrincipal, type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { FunctionConstruct } from "./function.ts";

export interface CommandQueueProps {
  /** In order per message group (one credential), or as fast as it goes. */
  readonly fifo: boolean;
  /** ARNs of identities, of this account or another, that may send. Default: none but who is granted it by name. */
  readonly producers?: readonly string[];
  /** Messages that the worker gets at once. More than ten are waited for, a second at most. */
  readonly batchSize: number;
}

/** Deliveries of a message before it is set aside. */
const MAX_RECEIVES = 5;

/** Seconds that a worker may take for one batch; a message is invisible for six times as long. */
export const WORKER_TIMEOUT = 20;

/** A queue of commands, and the queue where a message lands that failed five times: ciphertext only, for 14 days. */
export class CommandQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  private readonly batchSize: number;

  constructor(scope: Construct, id: string, { fifo, batchSize, producers = [] }: CommandQueueProps) {
    super(scope, id);
    this.batchSize = batchSize;
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      ...(fifo && {
        fifo,
        deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
        fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      }),
    };
    this.deadLetters = new Queue(this, "DeadLetters", common);
    this.queue = new Queue(this, "Queue", {
      ...common,
      visibilityTimeout: Duration.seconds(6 * WORKER_TIMEOUT),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
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
   * Feeds the worker, in whose name Lambda polls. The cap is this queue's own, so that a full one does not starve
   * the other.
   */
  consumeBy(worker: FunctionConstruct, maxConcurrency: number): void {
    worker.role.addToPolicy(
      new PolicyStatement({
        actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        resources: [this.queue.queueArn],
      }),
    );
    new EventSourceMapping(this, "Consumer", {
      target: worker.lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize: this.batchSize,
      ...(this.batchSize > 10 && { maxBatchingWindow: Duration.seconds(1) }),
      maxConcurrency,
      reportBatchItemFailures: true,
    });
  }
}
