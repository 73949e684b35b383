import { expect, it } from "vitest";
import { createProgram } from "../../../../cli/program.ts";

const MINE = "0b7a44f4-8b5c-4c7f-9a52-6f4d1c1f0a11";
const OTHER = "6f6f9d0a-009c-8bb5-86a1-65e4ed10a4e8";

const create = (...flags: string[]) =>
  createProgram().parseAsync(["keys", "create", "--stack", "nowhere", ...flags], { from: "user" });

it.each([[["global"]], [[MINE, "global"]]])(
  "a management key for the workspaces %j is refused, since it would not manage the global credentials",
  async (workspaces) => {
    await expect(create("--workspace", ...workspaces)).rejects.toThrow("need a management key for all");
  },
);

it("the default workspace of a management key is one that it may manage", async () => {
  await expect(create("--workspace", MINE, "--default", OTHER)).rejects.toThrow("one of the workspaces");
});

it("a management key that would never work is not made", async () => {
  await expect(create("--all", "--expires", "2020-01-01")).rejects.toThrow("--expires is over");
});

it("a management key is for some workspaces or for all, and not for both", async () => {
  await expect(create()).rejects.toThrow("either --workspace or --all");
  await expect(create("--all", "--workspace", MINE)).rejects.toThrow("either --workspace or --all");
});
