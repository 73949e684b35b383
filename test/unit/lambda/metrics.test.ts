import { expect, it } from "vitest";
import { jsonLogger } from "../../../shared/lambda/logger.ts";
import { METRICS } from "../../../shared/lambda/metrics.ts";

const lineOf = (code: string, fields: Record<string, number | string>, functionName?: string) => {
  const lines: string[] = [];
  jsonLogger("relay", { functionName, write: (line) => lines.push(line) }).info(code, fields);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? "");
};

it.each(Object.entries(METRICS))(
  "the line %s carries its metric in the form that CloudWatch reads",
  (code, name) => {
    const line = lineOf(code, { [name]: 3 }, "keyferry-dev-relay");
    expect(line).toMatchObject({ service: "relay", code, [name]: 3, FunctionName: "keyferry-dev-relay" });
    expect(line._aws).toEqual({
      Timestamp: Date.parse(line.time),
      CloudWatchMetrics: [
        { Namespace: "keyferry", Dimensions: [["FunctionName"]], Metrics: [{ Name: name, Unit: "Count" }] },
      ],
    });
  },
);

it("no other line is a metric", () => {
  expect(lineOf("request_answered", { status: 201 }, "keyferry-dev-api")).not.toHaveProperty("_aws");
  expect(lineOf("constructor", { status: 201 }, "keyferry-dev-api")).not.toHaveProperty("_aws");
});

it("a line outside of Lambda has no metric", () => {
  expect(lineOf("outbox_swept", { unpublished_events: 1 })).not.toHaveProperty("_aws");
});
