import type { KMSClient } from "@aws-sdk/client-kms";
import { isAwsError } from "../kernel/call-aws.ts";
import type { Logger } from "../kernel/ports.ts";

/**
 * Logs every answer of KMS that was "slow down", also those that a retry mended: KMS has no metric of them, and its
 * quotas are shared by the whole account.
 */
export function countThrottles(client: KMSClient, log: Logger): KMSClient {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        try {
          return await next(args);
        } catch (error) {
          if (isAwsError(error, "ThrottlingException", "LimitExceededException")) {
            log.warn("kms_throttled", { operation: String(commandName), kms_throttles: 1 });
          }
          throw error;
        }
      },
    // Within the SDK's own retries, which are of this step too.
    { step: "finalizeRequest", priority: "low", name: "countThrottles", override: true },
  );
  return client;
}
