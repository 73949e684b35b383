import { expect, it } from "vitest";
import { ok, runChecks, warning } from "../../../../cli/doctor/check.ts";
import { KeyferryError } from "../../../../shared/kernel/errors.ts";
import { awsError } from "../../../support/fakes/fake-client.ts";

it("every check runs, and one that fails to run is critical, named without the message of AWS", async () => {
  const results = await runChecks([
    { name: "table", run: async () => ok("ACTIVE") },
    { name: "intake key", run: () => Promise.reject(awsError("AccessDeniedException")) },
    {
      name: "management keys",
      run: async () => {
        throw new KeyferryError("unavailable", "dynamodb:Query failed", { cause: awsError("Throttled") });
      },
    },
    { name: "alarms", run: async () => warning("there are none") },
    {
      name: "archive dead letters",
      run: async () => {
        throw new KeyferryError("not_found", "the stack x has no output ArchiveQueueUrl");
      },
    },
  ]);
  expect(results).toEqual([
    { check: "table", status: "ok", detail: "ACTIVE" },
    { check: "intake key", status: "critical", detail: "could not be checked: AccessDeniedException" },
    {
      check: "management keys",
      status: "critical",
      detail: "could not be checked: dynamodb:Query failed: Throttled",
    },
    { check: "alarms", status: "warning", detail: "there are none" },
    {
      check: "archive dead letters",
      status: "critical",
      detail: "could not be checked: the stack x has no output ArchiveQueueUrl",
    },
  ]);
});
