import { RemovalPolicy } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import { HttpApi, HttpNoneAuthorizer, HttpStage, LogGroupLogDestination } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { ApiEnvironment } from "../../functions/api/env.ts";
import { MEMORY } from "../sizing.ts";
import type { KeyferryOptions } from "../stages.ts";
import { acknowledge } from "./acknowledge.ts";
import type { CommandQueue } from "./command-queue.ts";
import type { CredentialTable } from "./credential-table.ts";
import { FunctionConstruct } from "./function.ts";
import type { IntakeKey } from "./intake-key.ts";

export interface ApiProps extends KeyferryOptions {
  readonly name: string;
  readonly intakeKey: IntakeKey;
  readonly table: CredentialTable;
  readonly commands: CommandQueue;
  readonly imports: CommandQueue;
}

/** The interactive door: an HTTP API, and the function behind it. */
export class Api extends Construct {
  readonly url: string;
  readonly http: HttpApi;
  readonly id: string;
  readonly function: FunctionConstruct;

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    const { intakeKey, table, commands, imports } = props;

    checkLinkOptions(props);
    checkWaitBudget(props.waitBudgetMs);
    const environment: Omit<ApiEnvironment, "PUBLIC_URL"> = {
      TABLE_NAME: table.table.tableName,
      COMMAND_QUEUE_URL: commands.queue.queueUrl,
      IMPORT_QUEUE_URL: imports.queue.queueUrl,
      INTAKE_KEY_ID: intakeKey.key.keyId,
      WAIT_BUDGET_MS: String(props.waitBudgetMs),
      EXTRA_PROVIDERS: props.extraProviders.join(","),
      IGNORED_FIELDS: props.ignoredFields.join(","),
      LINK_RETURN_URLS: props.linkReturnUrls.join(","),
    };
    this.function = new FunctionConstruct(this, "Function", {
      name: "api",
      description: "keyferry: validates requests, seals keys, queues commands, answers with their outcome",
      timeout: 29,
      memory: MEMORY.api,
      logRetentionDays: props.logRetentionDays,
      environment,
    });
    intakeKey.grantSeal(this.function);
    table.grantReadMetadata(this.function);
    commands.grantSend(this.function);
    imports.grantSend(this.function);

    this.http = new HttpApi(this, "Http", {
      apiName: props.name,
      description: "keyferry BYOK API",
      createDefaultStage: false,
      defaultIntegration: new HttpLambdaIntegration("Integration", this.function.lambda),
      defaultAuthorizer: new HttpNoneAuthorizer(),
    });
    // With this prefix, API Gateway need not add each log group to the account's one policy for them, which is full
    // after some deployments: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
    const accessLog = new LogGroup(this, "AccessLog", {
      logGroupName: `/aws/vendedlogs/apigateway/${props.name}`,
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = new HttpStage(this, "Stage", {
      httpApi: this.http,
      autoDeploy: true,
      throttle: { rateLimit: props.requestRate, burstLimit: props.requestBurst },
      accessLogSettings: { destination: new LogGroupLogDestination(accessLog), format: ACCESS_LOG },
    });
    acknowledge(
      this.http,
      "AwsSolutions-APIG4",
      "The functions authenticate, so that errors have the contract's form.",
    );
    this.url = stage.url;
    this.id = this.http.apiId;
    const publicUrl = props.publicUrl === "" ? stage.url : props.publicUrl.replace("{apiId}", this.id);
    this.function.lambda.addEnvironment("PUBLIC_URL" satisfies keyof ApiEnvironment, publicUrl);
  }
}

/** @throws Error for a wait that would not end before the function does, whose caller then gets no answer. */
function checkWaitBudget(milliseconds: number): void {
  if (!Number.isInteger(milliseconds) || milliseconds < 0 || milliseconds > 25_000) {
    throw new Error("waitBudgetMs is a whole number of milliseconds, 0 to 25,000");
  }
}

/**
 * An emulator has one address for all APIs, mostly over http. A page that came over http could be anybody's.
 * @throws Error for an address that a link could not begin with, or that a page could not return to.
 */
function checkLinkOptions({ publicUrl, linkReturnUrls }: KeyferryOptions): void {
  if (publicUrl !== "" && !/^(?:https:\/\/[^\s?#]+|http:\/\/[^\s?#]*\{apiId\})\/$/.test(publicUrl)) {
    throw new Error("publicUrl is an https URL with a slash at its end, without a query or a fragment");
  }
  const wrong = linkReturnUrls.find((url) => !/^https:\/\/[^\s,]+$/.test(url) || !URL.canParse(url));
  if (wrong !== undefined) throw new Error(`linkReturnUrls are https URLs without commas: ${wrong}`);
}

/**
 * The format has no query string and no header, because the caller writes both. It has no error message either: API
 * Gateway escapes none, and one with a quotation mark in it would end the JSON.
 */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    time: "$context.requestTime",
    request_id: "$context.requestId",
    method: "$context.httpMethod",
    status: "$context.status",
    latency_ms: "$context.responseLatency",
    integration_status: "$context.integrationStatus",
    error: "$context.error.responseType",
    bytes: "$context.responseLength",
  }),
);
