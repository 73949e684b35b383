import type { SQSClient } from "@aws-sdk/client-sqs";
import { sqsSendOrdered } from "../kernel/sqs-send-ordered.ts";
import type { DeliveryReports } from "./ports.ts";

/** Sends reports on the command queue. The reports of one source arrive one after the other. */
export const sqsDeliveryReports = (client: SQSClient, queueUrl: string): DeliveryReports => ({
  send: (report) =>
    sqsSendOrdered(client, queueUrl, {
      content: report,
      group: report.credential_id,
      deduplicationId: report.id,
    }),
});
