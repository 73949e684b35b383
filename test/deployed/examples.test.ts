import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { runCommand } from "../../infra/local/run-command.ts";
import { deployment, newTenant } from "../support/deployed/deployment.ts";

it("the example docs/examples/sdk.ts runs as it is printed, with the stock SDK and its address alone", async () => {
  const { token, api } = await newTenant();
  const { status, output } = await runCommand(
    process.execPath,
    [fileURLToPath(new URL("../../docs/examples/sdk.ts", import.meta.url))],
    {
      cwd: fileURLToPath(new URL("../../", import.meta.url)),
      environment: {
        ...process.env,
        KEYFERRY_URL: deployment.apiUrl,
        KEYFERRY_MANAGEMENT_KEY: token,
      },
    },
  );
  expect([status, output]).toEqual([0, expect.stringContaining("{ deleted: true }")]);
  expect(output).toContain("production");
  expect((await api("GET", "/byok")).body.total_count).toBe(0);
});
