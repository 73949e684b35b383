import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { failureFields } from "../../shared/kernel/failure-fields.ts";
import { handleBatch, type WorkerDependencies } from "../../shared/provisioning/handle-batch.ts";
import type { Message } from "../../shared/provisioning/parse-message.ts";
import type { Retries } from "../../shared/provisioning/ports.ts";
import { recordUses, type UseDependencies } from "../../shared/provisioning/record-uses.ts";
import { type RetryPolicy, retryDelay } from "../../shared/provisioning/retry-delay.ts";
import type { Verdict } from "../../shared/provisioning/verdict.ts";

/** A queue of the worker. */
export interface WorkerQueue {
  readonly arn: string;
  readonly url: string;
}

export interface SqsHandlerOptions {
  readonly commands: WorkerQueue;
  /** Takes import messages only. */
  readonly imports: WorkerQueue;
  /** Takes reports of routers, which must never be read as a command. */
  readonly uses: WorkerQueue;
  readonly retries: Retries;
}

/**
 * A Lambda handler for all queues. It reports each record's own verdict, so that one failure does not fail
 * the others, and lets what must be retried come back soon.
 */
export const sqsHandler =
  (dependencies: WorkerDependencies & UseDependencies, options: SqsHandlerOptions) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const reports = Records.filter(({ eventSourceARN }) => eventSourceARN === options.uses.arn);
    const commands = Records.filter(({ eventSourceARN }) => eventSourceARN !== options.uses.arn);
    const [recorded, provisioned] = await Promise.all([
      recordUses(reports, dependencies),
      handleBatch(
        commands.map((record) => toMessage(record, options.imports.arn)),
        dependencies,
      ),
    ]);
    const unfinished = [...unfinishedOf(reports, recorded), ...unfinishedOf(commands, provisioned)];
    await Promise.all([
      scheduleRetries(unfinished, options.commands, "ordered", dependencies, options),
      scheduleRetries(unfinished, options.imports, "unordered", dependencies, options),
      scheduleRetries(unfinished, options.uses, "unordered", dependencies, options),
    ]);
    return { batchItemFailures: unfinished.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };

const unfinishedOf = (records: readonly SQSRecord[], verdicts: readonly Verdict[]): readonly SQSRecord[] =>
  records.filter((_, index) => verdicts[index] === "retry");

/** Never throws: what cannot be scheduled comes back after the queue's visibility timeout. */
async function scheduleRetries(
  unfinished: readonly SQSRecord[],
  { arn, url }: WorkerQueue,
  policy: RetryPolicy,
  { log }: Pick<WorkerDependencies, "log">,
  { retries }: SqsHandlerOptions,
): Promise<void> {
  const requests = unfinished
    .filter(({ eventSourceARN }) => eventSourceARN === arn)
    .map(({ receiptHandle, attributes }) => ({
      receipt: receiptHandle,
      seconds: retryDelay(Number(attributes.ApproximateReceiveCount), policy),
    }));
  if (requests.length === 0) return;
  try {
    await retries.schedule(url, requests);
  } catch (error) {
    log.warn("retries_not_scheduled", { messages: requests.length, ...failureFields(error) });
  }
}

const toMessage = (
  { messageId, body, attributes, eventSourceARN }: SQSRecord,
  importQueueArn: string,
): Message => ({
  messageId,
  body,
  redelivered: attributes.ApproximateReceiveCount !== "1",
  queue: eventSourceARN === importQueueArn ? "imports" : "commands",
});
