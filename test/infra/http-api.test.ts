import { describe, expect, it } from "vitest";
import { stageOptions } from "../../infra/stages.ts";
import { ofType, propertiesOf } from "../support/template/readable.ts";
import { STAGES, synthesize } from "./synthesize.ts";

/** What the access log holds of a request. None of it is the caller's text: no path, query string, header or body. */
const LOGGED = {
  time: "$context.requestTime",
  request_id: "$context.requestId",
  method: "$context.httpMethod",
  status: "$context.status",
  latency_ms: "$context.responseLatency",
  integration_status: "$context.integrationStatus",
  error: "$context.error.responseType",
  bytes: "$context.responseLength",
};

describe.each(STAGES)("the HTTP API of %s", (stage) => {
  const stack = synthesize(stage);
  const options = stageOptions(stage);
  const ofApi = (type: string) => [...ofType(stack, `AWS::ApiGatewayV2::${type}`).values()];

  it("the HTTP API has the stack's name", () => {
    expect(ofApi("Api").map(({ Properties }) => Properties)).toEqual([
      { Name: `keyferry-${stage}`, Description: "keyferry BYOK API", ProtocolType: "HTTP" },
    ]);
  });

  it("the HTTP API has three routes, each to a function that authenticates every request", () => {
    expect(ofApi("Route").map(({ Properties }) => Properties)).toEqual([
      {
        ApiId: "Api/Http",
        RouteKey: "$default",
        AuthorizationType: "NONE",
        Target: "integrations/Api/Http/DefaultRoute/Integration",
      },
      {
        ApiId: "Api/Http",
        RouteKey: "ANY /webhooks/{source}",
        AuthorizationType: "NONE",
        Target: "integrations/Api/Http/ANY--webhooks--{source}/Integration",
      },
      {
        ApiId: "Api/Http",
        RouteKey: "ANY /in/{proxy+}",
        AuthorizationType: "NONE",
        Target: "integrations/Api/Http/ANY--in--{proxy+}/Integration",
      },
    ]);
    expect(ofApi("Integration").map(({ Properties }) => Properties)).toEqual([
      {
        ApiId: "Api/Http",
        IntegrationType: "AWS_PROXY",
        IntegrationUri: "Api/Function/Lambda.Arn",
        PayloadFormatVersion: "2.0",
      },
      {
        ApiId: "Api/Http",
        IntegrationType: "AWS_PROXY",
        IntegrationUri: "Webhooks/Function/Lambda.Arn",
        PayloadFormatVersion: "2.0",
      },
      {
        ApiId: "Api/Http",
        IntegrationType: "AWS_PROXY",
        IntegrationUri: "Web/Function/Lambda.Arn",
        PayloadFormatVersion: "2.0",
      },
    ]);
  });

  it("the HTTP API has one stage, throttled, with an access log of its own", () => {
    const [stages] = ofApi("Stage").map(({ Properties }) => Properties);
    expect(ofApi("Stage")).toHaveLength(1);
    expect(stages).toEqual({
      ApiId: "Api/Http",
      StageName: "$default",
      AutoDeploy: true,
      DefaultRouteSettings: {
        ThrottlingRateLimit: options.requestRate,
        ThrottlingBurstLimit: options.requestBurst,
      },
      AccessLogSettings: { DestinationArn: "Api/AccessLog.Arn", Format: expect.any(String) },
    });
  });

  it("the HTTP API logs nothing of a request that the caller wrote", () => {
    const { AccessLogSettings } = propertiesOf(stack, "Api/Stage");
    const { Format } = AccessLogSettings as { readonly Format: string };
    expect(JSON.parse(Format)).toEqual(LOGGED);
  });

  it("the HTTP API may invoke the doors' functions, and beside it only the schedules of worker, relay and auditor invoke any", () => {
    const permissions = [...ofType(stack, "AWS::Lambda::Permission").values()].map(
      ({ Properties }) => Properties,
    );
    expect(permissions).toEqual([
      {
        Action: "lambda:InvokeFunction",
        FunctionName: "Archive/Auditor/Lambda.Arn",
        Principal: "events.amazonaws.com",
        SourceArn: "Archive/Hourly.Arn",
      },
      {
        Action: "lambda:InvokeFunction",
        FunctionName: "Api/Function/Lambda.Arn",
        Principal: "apigateway.amazonaws.com",
        SourceArn: `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:Api/Http/*/*`,
      },
      {
        Action: "lambda:InvokeFunction",
        FunctionName: "Webhooks/Function/Lambda.Arn",
        Principal: "apigateway.amazonaws.com",
        SourceArn: `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:Api/Http/*/*/webhooks/{source}`,
      },
      {
        Action: "lambda:InvokeFunction",
        FunctionName: "Web/Function/Lambda.Arn",
        Principal: "apigateway.amazonaws.com",
        SourceArn: `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:Api/Http/*/*/in/{proxy+}`,
      },
      ...["Worker/ExpireLinks", "Relay/Sweep", "Relay/Reconcile"].map((schedule) => ({
        Action: "lambda:InvokeFunction",
        FunctionName: `${schedule.split("/")[0]}/Function/Lambda.Arn`,
        Principal: "events.amazonaws.com",
        SourceArn: `${schedule}.Arn`,
      })),
    ]);
    expect(ofType(stack, "AWS::Lambda::Url").size).toBe(0);
  });

  it("the function answers before the API's own limit of 30 seconds, and the wait ends before the function's", () => {
    const timeout = Number(propertiesOf(stack, "Api/Function/Lambda").Timeout);
    expect(timeout).toBeLessThan(30);
    expect(options.waitBudgetMs).toBeLessThanOrEqual(25_000);
    expect(options.waitBudgetMs).toBeLessThan((timeout - 2) * 1000);
    // The shortest time after which a client library gives up by itself: httpx's default, in the Python SDK.
    expect(options.waitBudgetMs).toBeLessThanOrEqual(4_500);
  });
});
