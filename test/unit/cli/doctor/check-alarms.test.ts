import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { expect, it } from "vitest";
import { ok } from "../../../../cli/doctor/check.ts";
import { checkAlarms } from "../../../../cli/doctor/check-alarms.ts";
import { fakeClient } from "../../../support/fakes/fake-client.ts";

const NOW = new Date("2026-11-26T12:00:00Z");

interface World {
  /** The alarms that ring, of `keyferry-prod-api-5xx` and its siblings. */
  readonly ringing: readonly string[];
  readonly ageMinutes?: number;
  readonly quiet?: number;
}

/** The check on a stack with these alarms, in an account that has the alarms of another deployment as well. */
async function check({ ringing, ageMinutes = 10_000, quiet = 1 }: World) {
  const names = [...ringing, ...Array.from({ length: quiet }, (_, index) => `keyferry-prod-quiet-${index}`)];
  const { client, calls } = fakeClient<CloudWatchClient>({
    DescribeAlarmsCommand: ({ AlarmNames = [...names, "keyferry-prod-eu-api-5xx"] }) => ({
      MetricAlarms: (AlarmNames as readonly string[]).map((AlarmName) => ({
        AlarmName,
        AlarmActions: ["topic"],
        StateValue: ringing.includes(AlarmName) || AlarmName.includes("-eu-") ? "ALARM" : "OK",
      })),
    }),
  });
  const resources = names.map((PhysicalResourceId) => ({
    ResourceType: "AWS::CloudWatch::Alarm",
    PhysicalResourceId,
  }));
  const createdAt = new Date(NOW.getTime() - ageMinutes * 60_000);
  return { result: await checkAlarms(resources, client, { createdAt, now: NOW }), calls };
}

it("an alarm that takes silence for trouble is a warning in a stack of less than two hours, and critical later", async () => {
  const ringing = ["keyferry-prod-digest-missing", "keyferry-prod-events-unpublished"];
  const { result } = await check({ ringing, ageMinutes: 119 });
  expect(result).toMatchObject({ status: "warning" });
  expect(result.detail).toContain("less than two hours old, and nothing has reported yet");
  expect((await check({ ringing, ageMinutes: 121 })).result).toMatchObject({ status: "critical" });
});

it("any other alarm is critical from the beginning", async () => {
  const { result } = await check({
    ringing: ["keyferry-prod-api-5xx", "keyferry-prod-digest-missing"],
    ageMinutes: 1,
  });
  expect(result).toMatchObject({
    status: "critical",
    detail: expect.stringContaining("keyferry-prod-api-5xx, keyferry-prod-digest-missing;"),
  });
});

it("the alarms of a deployment whose name begins the same are another's", async () => {
  expect((await check({ ringing: [] })).result).toEqual(ok("1, none in alarm"));
});

it("the alarms are asked for a hundred at a time", async () => {
  const { result, calls } = await check({ ringing: [], quiet: 130 });
  expect(result).toEqual(ok("130, none in alarm"));
  expect(calls.map(({ input }) => input.AlarmNames.length)).toEqual([100, 30]);
});
