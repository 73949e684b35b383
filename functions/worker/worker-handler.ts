import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import type { WorkerDependencies } from "../../shared/provisioning/handle-batch.ts";
import { expireLinks } from "../../shared/provisioning/settle-link.ts";
import type { WorkerTask } from "./env.ts";

/**
 * A Lambda handler for the queues and for the schedule.
 * @throws Error where no link could be expired: the schedule has no queue whose messages would tell that it is stuck, and the
 *   alarm on failed invocations does.
 */
export const workerHandler =
  (handleRecords: (event: SQSEvent) => Promise<SQSBatchResponse>, dependencies: WorkerDependencies) =>
  async (event: SQSEvent | WorkerTask): Promise<SQSBatchResponse> => {
    if ("Records" in event) return handleRecords(event);
    if (!(await expireLinks(dependencies)))
      throw new Error("no link could be expired: see links_not_expired");
    return { batchItemFailures: [] };
  };
