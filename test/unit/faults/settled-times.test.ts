import { expect, it } from "vitest";
import { settledTimes } from "../../faults/settled-times.ts";

const line = (code: string, command_id: string, time: string) => JSON.stringify({ time, code, command_id });

it("a command was carried out when a worker first said so, in a line with whatever before it", () => {
  const logs = [
    "START RequestId: 1",
    line("command_settled", "a", "2026-01-01T00:00:05.000Z"),
    `INFO ${line("command_settled", "a", "2026-01-01T00:00:03.000Z")}`,
    line("command_deferred", "b", "2026-01-01T00:00:01.000Z"),
  ].join("\n");
  expect([...settledTimes(logs)]).toEqual([["a", Date.parse("2026-01-01T00:00:03.000Z")]]);
});
