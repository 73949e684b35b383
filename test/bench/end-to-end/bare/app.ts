import { fileURLToPath } from "node:url";
import { App, CfnOutput, Stack } from "aws-cdk-lib";
import { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { Function as Lambda, Runtime } from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { bundledCode } from "../../../../infra/bundling/bundled-code.ts";
import { MEMORY } from "../../../../infra/sizing.ts";

/* The smallest pipeline with the same two hops (HTTP API, queue, worker): no seal, KMS, table or stream. */

const app = new App();
const stack = new Stack(app, "bare");
const queue = new Queue(stack, "Queue", { fifo: true, queueName: "bare.fifo" });
const functionOf = (name: "api" | "worker"): Lambda =>
  new Lambda(stack, name, {
    code: bundledCode(fileURLToPath(new URL(`${name}.ts`, import.meta.url))),
    handler: "index.handler",
    runtime: Runtime.NODEJS_24_X,
    memorySize: MEMORY[name],
    environment: {
      QUEUE_URL: queue.queueUrl,
      MEETING_POINT: String(app.node.getContext("meeting-point")),
    },
  });

const api = functionOf("api");
queue.grantSendMessages(api);
functionOf("worker").addEventSource(new SqsEventSource(queue, { batchSize: 10 }));
const http = new HttpApi(stack, "Http", { defaultIntegration: new HttpLambdaIntegration("Api", api) });
new CfnOutput(stack, "ApiId", { value: http.apiId });
