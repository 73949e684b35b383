import type { KMSClient } from "@aws-sdk/client-kms";
import { isAwsError } from "../kernel/call-aws.ts";
import type { Logger } from "../kernel/ports.ts";

/**
 * Logs every throttling answer of KMS, including those after which a retry succeeded. KMS has no metric of
 * them, and the whole account shares its quotas.
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
    // This step runs inside the SDK's retries, so it sees every attempt.
    { step: "finalizeRequest", priority: "low", name: "countThrottles", override: true },
  );
  return client;
}
