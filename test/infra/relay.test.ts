import { describe, expect, it } from "vitest";
import { stageOptions } from "../../infra/stages.ts";
import { credentialKey } from "../../shared/credentials/credential-item.ts";
import { outboxKey } from "../../shared/credentials/event-item.ts";
import { linkKey } from "../../shared/links/link-item.ts";
import { ofType, propertiesOf } from "../support/template/readable.ts";
import { STAGES, synthesize } from "./synthesize.ts";

describe.each(STAGES)("the relay of %s", (stage) => {
  const stack = synthesize(stage);
  const stream = propertiesOf(stack, "Relay/Stream");

  it("the relay reads the table's stream from its beginning and halves a batch that fails", () => {
    expect(stream).toEqual({
      EventSourceArn: "Credentials/Table.StreamArn",
      FunctionName: "Relay/Function/Lambda",
      StartingPosition: "TRIM_HORIZON",
      BatchSize: 100,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 3,
      FilterCriteria: { Filters: [{ Pattern: expect.any(String) }] },
    });
  });

  it("the relay sees changed records and the outbox in the stream, and nothing else of the table", () => {
    const { Filters } = stream.FilterCriteria as {
      readonly Filters: readonly { readonly Pattern: string }[];
    };
    expect(Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual([
      {
        eventName: ["INSERT", "MODIFY"],
        dynamodb: {
          Keys: { pk: { S: [{ prefix: "CREDENTIAL#" }, { prefix: "LINK#" }, { prefix: "OUTBOX#" }] } },
        },
      },
    ]);
    expect(credentialKey("c").pk?.S).toMatch(/^CREDENTIAL#/);
    expect(linkKey("l").pk?.S).toMatch(/^LINK#/);
    expect(outboxKey({ id: "0f9e" }).pk?.S).toMatch(/^OUTBOX#/);
  });

  it.each([
    ["Sweep", "rate(1 minute)", { task: "sweep" }],
    ["Reconcile", "rate(1 hour)", { task: "reconcile", time: "<time>" }],
  ])("the relay's schedule %s is: %s", (name, rate, task) => {
    const rule = propertiesOf(stack, `Relay/${name}`);
    expect(rule).toMatchObject({ ScheduleExpression: rate, State: "ENABLED" });
    expect(rule.Targets).toMatchObject([
      { Arn: "Relay/Function/Lambda.Arn", RetryPolicy: { MaximumRetryAttempts: 0 } },
    ]);
    const [target] = rule.Targets as readonly {
      readonly Input?: string;
      readonly InputTransformer?: { readonly InputTemplate: string };
    }[];
    const input = target?.Input ?? target?.InputTransformer?.InputTemplate.replace(/<\w+>/, '"<time>"') ?? "";
    expect(JSON.parse(input)).toEqual(task);
  });

  it("the relay publishes on a bus of its own, with an archive of what is keyferry's", () => {
    expect([...ofType(stack, "AWS::Events::EventBus").keys()]).toEqual(["Audit/Bus"]);
    expect(propertiesOf(stack, "Audit/Bus/Archive/Archive")).toMatchObject({
      SourceArn: "Audit/Bus.Arn",
      EventPattern: { source: ["keyferry"] },
      RetentionDays: stageOptions(stage).eventArchiveDays,
    });
    expect(ofType(stack, "AWS::Events::EventBusPolicy").size).toBe(0);
  });
});
