import { describe, expect, it } from "vitest";
import { whereAllowed } from "../../../../../cli/console/operator/where-allowed.ts";
import type { CredentialPages } from "../../../../../cli/console/ports.ts";
import { KeyferryError } from "../../../../../shared/kernel/errors.ts";
import { WORKSPACE } from "../../../../support/data/fixtures.ts";

const LIST = { workspace: WORKSPACE, provider: undefined, order: "oldest" } as const;

const pagesOf = (total: number): CredentialPages => ({
  window: async () => ({ data: [], total, is_complete: true }),
});

const failing = (name: string) => {
  let calls = 0;
  const cause = Object.assign(new Error("of AWS"), { name });
  return {
    calls: () => calls,
    async window() {
      calls += 1;
      throw new KeyferryError("unavailable", "dynamodb:Query failed", { cause });
    },
  };
};

describe("the source of lists", () => {
  it("a list comes from the table where the AWS credentials may read it", async () => {
    expect((await whereAllowed(pagesOf(1), pagesOf(2)).window(LIST, 0, 100)).total).toBe(1);
  });

  it("a list comes from the API where they may not, and the table is asked once", async () => {
    const table = failing("AccessDeniedException");
    const pages = whereAllowed(table, pagesOf(2));
    expect((await pages.window(LIST, 0, 100)).total).toBe(2);
    expect((await pages.window(LIST, 0, 100)).total).toBe(2);
    expect(table.calls()).toBe(1);
  });

  it("a table that does not answer is a failure, and no reason to ask the API", async () => {
    const pages = whereAllowed(failing("ThrottlingException"), pagesOf(2));
    await expect(pages.window(LIST, 0, 100)).rejects.toThrow("dynamodb:Query failed");
  });
});
