import { App, CfnOutput, Duration, Stack } from "aws-cdk-lib";
import { Rule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Code, Function as Lambda, Runtime } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { AuditLock, Keyferry } from "keyferry/cdk";

/*
 * keyferry, and a rule that posts the outcome of every change to an address of yours, such as the system that sent the key.
 * What cannot be posted within an hour waits in a queue.
 */

const app = new App();
const stack = new Stack(app, "outcomes");
const keyferry = new Keyferry(stack, "Keyferry", {
  retainData: false,
  auditLock: AuditLock.NONE,
  alarms: false,
});

const post = new Lambda(stack, "PostOutcome", {
  code: Code.fromAsset(new URL("post-outcome", import.meta.url).pathname),
  handler: "index.handler",
  runtime: Runtime.NODEJS_24_X,
  timeout: Duration.seconds(10),
  environment: { OUTCOMES_URL: app.node.getContext("outcomes-url") },
});
const undelivered = new Queue(stack, "Undelivered", { enforceSSL: true, retentionPeriod: Duration.days(14) });
new Rule(stack, "Outcomes", {
  eventBus: keyferry.eventBus,
  eventPattern: { source: ["keyferry"], detailType: ["credential.created", "credential.rejected"] },
  targets: [
    new LambdaFunction(post, {
      deadLetterQueue: undelivered,
      maxEventAge: Duration.hours(1),
      retryAttempts: 20,
    }),
  ],
});

for (const [name, value] of Object.entries(keyferry.outputs)) new CfnOutput(stack, name, { value });
