import { Duration } from "aws-cdk-lib";

/**
 * How long a queue hides a message that Lambda has received: six times the function's timeout, and the time that Lambda
 * may wait for a fuller batch, which counts from the first message of it.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export const visibilityFor = (timeout: Duration, batchingWindow: Duration): Duration =>
  Duration.seconds(6 * timeout.toSeconds() + batchingWindow.toSeconds());
