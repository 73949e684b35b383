import { expect, it } from "vitest";
import { toParameter } from "../../../shared/webhooks/webhook-source-parameter.ts";
import { webhookWorld } from "../../support/worlds/webhook-world.ts";

const { source } = await webhookWorld();

it("a source with fifty workspaces and five secrets fits a standard parameter", () => {
  const [entry] = source.secrets;
  if (entry === undefined) throw new Error("a source has a secret");
  const largest = {
    ...source,
    workspaces: Array.from(
      { length: 50 },
      (_, n) => `a0000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    ),
    secrets: Array(5).fill({ ...entry, expires_at: entry.created_at }),
  };
  expect(Buffer.byteLength(toParameter(largest))).toBeLessThan(4096);
});
