import type { SQSClient } from "@aws-sdk/client-sqs";
import { sqsSendOrdered } from "../kernel/sqs-send-ordered.ts";
import type { KeyUses } from "./ports.ts";

/** Reports uses on the command queue. The uses of one key form a group, so that they delay no credential. */
export const sqsKeyUses = (client: SQSClient, queueUrl: string): KeyUses => ({
  report: (use) =>
    sqsSendOrdered(client, queueUrl, {
      content: use,
      group: use.management_key_id,
      deduplicationId: `${use.management_key_id}-${use.used_at}`.replaceAll(/[^\w-]/g, "_"),
    }),
});
