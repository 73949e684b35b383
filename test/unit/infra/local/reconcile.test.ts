import { expect, test } from "vitest";
import { reconcile } from "../../../../infra/local/reconcile.ts";

test("the endpoint of AWS itself is never reconciled", async () => {
  await expect(
    reconcile("https://cloudformation.us-east-1.amazonaws.com", "s", { Resources: {} }),
  ).rejects.toThrow("Refusing");
});
