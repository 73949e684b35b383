import { App, CfnOutput, Stack } from "aws-cdk-lib";
import { Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { Keyferry } from "../../infra/keyferry.ts";

/** The stack of `examples/embed-typescript`, with the construct of this checkout. */
export class PlatformStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const keyferry = new Keyferry(this, "Keyferry", {
      name: "platform-byok",
      extraProviders: ["our-own-models"],
      requestRate: 200,
    });

    const router = new Role(this, "Router", { assumedBy: new ServicePrincipal("ecs-tasks.amazonaws.com") });
    keyferry.grantResolve(router);

    const onboarding = new Role(this, "Onboarding", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    });
    keyferry.grantSend(onboarding);

    const changes = new Queue(this, "CredentialChanges", {
      enforceSSL: true,
      deadLetterQueue: { queue: new Queue(this, "DeadLetters", { enforceSSL: true }), maxReceiveCount: 5 },
    });
    new Rule(this, "OnCredentialChange", {
      eventBus: keyferry.eventBus,
      eventPattern: { source: ["keyferry"], detailType: ["credential.rotated", "credential.deleted"] },
      targets: [new SqsQueue(changes)],
    });
    new CfnOutput(this, "ByokUrl", { value: keyferry.apiUrl });
  }
}

export function platformApp(props: ConstructorParameters<typeof App>[0] = {}): App {
  const app = new App(props);
  new PlatformStack(app, "platform");
  return app;
}
