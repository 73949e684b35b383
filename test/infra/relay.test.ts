import { describe, expect, it } from "vitest";
import { stageOptions } from "../../infra/stages.ts";
import { newOutboxEntry, toOutboxItem } from "../../shared/audit/outbox-item.ts";
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

  it("the relay sees new outbox entries of the stream and no credential", () => {
    const { Filters } = stream.FilterCriteria as {
      readonly Filters: readonly { readonly Pattern: string }[];
    };
    expect(Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual([
      { eventName: ["INSERT"], dynamodb: { Keys: { pk: { S: [{ prefix: "OUTBOX#" }] } } } },
    ]);
    const entry = newOutboxEntry([{ credential_id: "c", id: "0f9e" }], "2026-01-01T00:00:00.000Z");
    expect(toOutboxItem(entry).pk?.S).toMatch(/^OUTBOX#/);
  });

  it("the relay sweeps every minute", () => {
    expect(propertiesOf(stack, "Relay/Sweep")).toEqual({
      Description: expect.any(String),
      ScheduleExpression: "rate(1 minute)",
      State: "ENABLED",
      Targets: [
        { Id: "Target0", Arn: "Relay/Function/Lambda.Arn", RetryPolicy: { MaximumRetryAttempts: 0 } },
      ],
    });
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
