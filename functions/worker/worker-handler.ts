import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import type { WorkerDependencies } from "../../shared/provisioning/handle-batch.ts";
import { expireLinks } from "../../shared/provisioning/settle-link.ts";
import type { WorkerTask } from "./env.ts";

/** A Lambda handler for the queues and for the schedule. */
export const workerHandler =
  (handleRecords: (event: SQSEvent) => Promise<SQSBatchResponse>, dependencies: WorkerDependencies) =>
  async (event: SQSEvent | WorkerTask): Promise<SQSBatchResponse> => {
    if ("Records" in event) return handleRecords(event);
    await expireLinks(dependencies);
    return { batchItemFailures: [] };
  };
