import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { type ArchiverDependencies, archiveEvents } from "../../shared/audit/archive-events.ts";

/** A Lambda handler for the archive's queue. It writes one object per batch. */
export const archiverHandler =
  (dependencies: ArchiverDependencies) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failed = await archiveEvents(Records, dependencies);
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
