import { expect, it } from "vitest";
import { fromWorkspaceName, toWorkspaceName } from "../../../shared/kernel/workspace.ts";
import { WORKSPACE } from "../../support/data/fixtures.ts";

it.each([
  [WORKSPACE, WORKSPACE],
  [null, "global"],
])("the workspace %j has the name %s, which leads back to it", (id, name) => {
  expect(toWorkspaceName(id)).toBe(name);
  expect(fromWorkspaceName(name)).toBe(id);
});
