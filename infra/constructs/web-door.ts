import { HttpMethod } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { Construct } from "constructs";
import type { WebEnvironment } from "../../functions/web/env.ts";
import type { KeyferryOptions } from "../stages.ts";
import type { Api } from "./api.ts";
import type { CommandQueue } from "./command-queue.ts";
import type { CredentialTable } from "./credential-table.ts";
import { FunctionConstruct } from "./function.ts";
import type { IntakeKey } from "./intake-key.ts";

export interface WebDoorProps extends KeyferryOptions {
  readonly intakeKey: IntakeKey;
  readonly table: CredentialTable;
  readonly commands: CommandQueue;
  /** The HTTP API that gets the door's route. */
  readonly api: Api;
}

/** The door for the people who own keys: the page of intake links under `/in/`, and the function that answers there. */
export class WebDoor extends Construct {
  readonly function: FunctionConstruct;

  constructor(scope: Construct, id: string, props: WebDoorProps) {
    super(scope, id);
    const { intakeKey, table, commands, api } = props;

    const environment: WebEnvironment = {
      TABLE_NAME: table.table.tableName,
      COMMAND_QUEUE_URL: commands.queue.queueUrl,
      INTAKE_KEY_ID: intakeKey.key.keyId,
      WAIT_BUDGET_MS: String(props.waitBudgetMs),
    };
    this.function = new FunctionConstruct(this, "Function", {
      name: "web",
      description: "keyferry: serves the page of intake links, and queues the sealed keys that it sends",
      timeout: 29,
      memory: 512,
      logRetentionDays: props.logRetentionDays,
      environment,
    });
    intakeKey.grantSeal(this.function);
    table.grantReadLinks(this.function);
    commands.grantSend(this.function);

    // The route takes every method, as that of the webhooks does.
    api.http.addRoutes({
      path: "/in/{proxy+}",
      methods: [HttpMethod.ANY],
      integration: new HttpLambdaIntegration("Integration", this.function.lambda),
    });
  }
}
