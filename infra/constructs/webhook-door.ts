import { ArnFormat, Stack } from "aws-cdk-lib";
import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { WebhookEnvironment } from "../../functions/webhook/env.ts";
import type { KeyferryOptions } from "../stages.ts";
import type { Api } from "./api.ts";
import type { CommandQueue } from "./command-queue.ts";
import { FunctionConstruct } from "./function.ts";
import type { IntakeKey } from "./intake-key.ts";

export interface WebhookDoorProps extends KeyferryOptions {
  /** The deployment's name, which is part of the path of its sources. */
  readonly name: string;
  readonly intakeKey: IntakeKey;
  readonly commands: CommandQueue;
  /** The HTTP API that gets the door's route. */
  readonly api: Api;
}

/** The door for systems that send signed webhooks: `POST /webhooks/{source}` and the function that answers it. */
export class WebhookDoor extends Construct {
  readonly function: FunctionConstruct;
  /** The path of the sources. Each is a SecureString parameter, which the operator creates, not this stack. */
  readonly sourcesPath: string;

  constructor(scope: Construct, id: string, props: WebhookDoorProps) {
    super(scope, id);
    const { intakeKey, commands, api } = props;
    this.sourcesPath = `/keyferry/${props.name}/webhooks`;

    const environment: WebhookEnvironment = {
      COMMAND_QUEUE_URL: commands.queue.queueUrl,
      INTAKE_KEY_ID: intakeKey.key.keyId,
      SOURCES_PATH: this.sourcesPath,
      SOURCES_TTL_MS: String(props.webhookSourcesTtlSeconds * 1000),
      EXTRA_PROVIDERS: props.extraProviders.join(","),
    };
    this.function = new FunctionConstruct(this, "Function", {
      name: "webhook",
      description: "keyferry: verifies webhooks, seals keys, queues commands",
      timeout: 15,
      memory: 512,
      logRetentionDays: props.logRetentionDays,
      environment,
    });
    intakeKey.grantSeal(this.function);
    commands.grantSend(this.function);
    this.grantReadSources();

    // The route takes every method. Otherwise the API's function would answer the others: that there is no such path.
    api.http.addRoutes({
      path: "/webhooks/{source}",
      methods: [HttpMethod.ANY],
      integration: new HttpLambdaIntegration("Integration", this.function.lambda),
    });
  }

  /** The path is enough: a right on a path covers everything below it, and SSM's managed key needs no right on AWS. */
  private grantReadSources(): void {
    const path = Stack.of(this).formatArn({
      service: "ssm",
      resource: "parameter",
      resourceName: this.sourcesPath.slice(1),
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    this.function.role.addToPolicy(
      new PolicyStatement({ actions: ["ssm:GetParametersByPath"], resources: [path] }),
    );
  }
}
