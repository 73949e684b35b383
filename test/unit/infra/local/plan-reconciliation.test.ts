import { expect, test } from "vitest";
import { planReconciliation, templateSchema } from "../../../../infra/local/plan-reconciliation.ts";

const plan = (resources: Record<string, unknown>, ids: Record<string, string>) =>
  planReconciliation(templateSchema.parse({ Resources: resources }), new Map(Object.entries(ids)));

test("a table gets the expiry attribute and the recovery its template names", () => {
  const table = {
    Type: "AWS::DynamoDB::Table",
    Properties: {
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      TimeToLiveSpecification: { AttributeName: "expires_at", Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    },
  };
  expect(plan({ Table: table }, { Table: "keyferry-table" })).toEqual([
    { kind: "time-to-live", table: "keyferry-table", attribute: "expires_at" },
    { kind: "point-in-time-recovery", table: "keyferry-table" },
  ]);
});

test("a global table keeps its recovery in its replicas", () => {
  const table = {
    Type: "AWS::DynamoDB::GlobalTable",
    Properties: {
      Replicas: [
        { Region: "us-east-1", PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
      ],
    },
  };
  expect(plan({ Table: table }, { Table: "t" })).toEqual([{ kind: "point-in-time-recovery", table: "t" }]);
});

test("a setting that the template turns off, or leaves out, stays off", () => {
  const off = {
    Type: "AWS::DynamoDB::Table",
    Properties: {
      TimeToLiveSpecification: { AttributeName: "expires_at", Enabled: false },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
    },
  };
  const bare = { Type: "AWS::DynamoDB::Table", Properties: {} };
  const without = { Type: "AWS::SNS::Topic" };
  expect(plan({ Off: off, Bare: bare, Without: without }, { Off: "a", Bare: "b", Without: "c" })).toEqual([]);
});

test("an API gets its CORS rules, with nothing added", () => {
  const cors = {
    AllowOrigins: ["https://app.example"],
    AllowMethods: ["GET", "POST"],
    AllowHeaders: ["authorization"],
    MaxAge: 3600,
  };
  const api = { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "api", CorsConfiguration: cors } };
  expect(plan({ Api: api }, { Api: "58c32b48" })).toEqual([{ kind: "cors", apiId: "58c32b48", cors }]);
});

test("a function gets the concurrency reserved for it, zero included", () => {
  const reserve = (count: number) => ({
    Type: "AWS::Lambda::Function",
    Properties: { Handler: "index.handler", ReservedConcurrentExecutions: count },
  });
  expect(plan({ A: reserve(7), B: reserve(0) }, { A: "worker", B: "off" })).toEqual([
    { kind: "concurrency", functionName: "worker", reserved: 7 },
    { kind: "concurrency", functionName: "off", reserved: 0 },
  ]);
});

test("the same property on another type of resource is left alone", () => {
  const bucket = { Type: "AWS::S3::Bucket", Properties: { CorsConfiguration: { MaxAge: 1 } } };
  expect(plan({ Bucket: bucket }, { Bucket: "b" })).toEqual([]);
});

test("a resource that was not deployed is left alone", () => {
  const fn = { Type: "AWS::Lambda::Function", Properties: { ReservedConcurrentExecutions: 1 } };
  expect(plan({ Fn: fn }, {})).toEqual([]);
});

test("a value only CloudFormation could resolve is an error, not a silent gap", () => {
  const fn = {
    Type: "AWS::Lambda::Function",
    Properties: { ReservedConcurrentExecutions: { Ref: "Parameter" } },
  };
  expect(() => plan({ Fn: fn }, { Fn: "f" })).toThrow();
});
