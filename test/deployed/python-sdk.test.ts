import { beforeAll, describe, expect, it } from "vitest";
import { preparePythonSdk, pythonContract, runPython } from "../support/clients/python-sdk.ts";
import { differences, ownContract } from "../support/contract/client-contract.ts";
import { deployment, newTenant } from "../support/deployed/deployment.ts";

interface StepResult {
  readonly step: string;
  readonly ok: boolean;
  readonly problem: string | null;
}

const STEPS = 13;

describe.each(["newest", "oldest"] as const)("the %s Python client", (release) => {
  let python: string;
  beforeAll(async () => {
    python = await preparePythonSdk(release);
  }, 180_000);

  it.each(["sync", "async"])(
    `the ${release} Python client goes through its whole flow and every typed error, %s`,
    async (mode) => {
      const { token, workspaceId } = await newTenant();
      const results = await runPython<StepResult>(python, ["byok_flow.py", mode], {
        KEYFERRY_URL: deployment.apiUrl,
        KEYFERRY_MANAGEMENT_KEY: token,
        KEYFERRY_WORKSPACE: workspaceId,
      });
      expect(results.filter(({ ok }) => !ok)).toEqual([]);
      expect(results).toHaveLength(STEPS);
    },
  );

  it(`the ${release} Python client finds every field, slug and status that it knows`, async () => {
    const found = differences(await ownContract(), await pythonContract(python));
    const shortfalls = found.filter((difference) => !difference.endsWith(": is added"));
    expect(release === "newest" ? found : shortfalls).toEqual([]);
  });
});
