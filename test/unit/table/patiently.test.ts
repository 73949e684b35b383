import { describe, expect, it } from "vitest";
import { patiently } from "../../../shared/table/patiently.ts";
import { awsError } from "../../support/fakes/fake-client.ts";
import { patience } from "../../support/fakes/patience.ts";

const THROTTLES = ["ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"];

/** A call that fails that often, and then answers. */
function failing(name: string, times: number) {
  let calls = 0;
  const call = async () => {
    calls += 1;
    if (calls <= times) throw awsError(name);
    return calls;
  };
  return { call, calls: () => calls };
}

describe("a call of the table", () => {
  it.each(THROTTLES)("a call that DynamoDB answers with %s is made again after a pause", async (name) => {
    const { call } = failing(name, 3);
    const { backoff, pauses } = patience(10_000);
    expect(await patiently({ backoff }, "dynamodb:Query", call)).toBe(4);
    expect(pauses).toEqual([25, 50, 100]);
  });

  it("a call that is throttled to the end of its caller's time is unavailable", async () => {
    const { call, calls } = failing("ThrottlingException", 1_000);
    const { backoff } = patience(10_000);
    await expect(patiently({ backoff }, "dynamodb:Query", call)).rejects.toMatchObject({
      kind: "unavailable",
    });
    expect(calls()).toBeLessThan(30);
  });

  it.each(["AccessDeniedException", "TimeoutError", "ResourceNotFoundException"])(
    "a call that fails with %s is not made again, since the SDK has tried already or it would not help",
    async (name) => {
      const { call, calls } = failing(name, 1);
      const { backoff } = patience(10_000);
      await expect(patiently({ backoff }, "dynamodb:Query", call)).rejects.toMatchObject({
        kind: "unavailable",
      });
      expect(calls()).toBe(1);
    },
  );

  it("a caller that does not know how to wait is told at once", async () => {
    const { call, calls } = failing("ThrottlingException", 1);
    await expect(patiently({}, "dynamodb:Query", call)).rejects.toMatchObject({ kind: "unavailable" });
    expect(calls()).toBe(1);
  });
});
