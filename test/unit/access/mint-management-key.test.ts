import { expect, it } from "vitest";
import { MAX_WORKSPACES, mintManagementKey } from "../../../shared/access/mint-management-key.ts";
import { deleteCommandSchema } from "../../../shared/credentials/command.ts";
import { NOT_PLAIN } from "../../../shared/kernel/plain-text.ts";
import { envelope } from "../../support/data/fixtures.ts";
import { manualClock } from "../../support/fakes/manual-clock.ts";

const workspaces = Array.from(
  { length: MAX_WORKSPACES + 1 },
  (_, n) => `a0000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
);

const mint = async (scope: readonly string[] | "all", name: string | null = null) => {
  const added: string[] = [];
  const store = { add: async (hash: string) => void added.push(hash) };
  const request = { name, workspaces: scope, default_workspace_id: null, expires_at: null };
  const { managementKey } = await mintManagementKey(request, { store, now: manualClock().now });
  return { managementKey, added };
};

it("a management key has so many workspaces at most that a deletion in all of them fits a message", async () => {
  const { managementKey, added } = await mint(workspaces.slice(1));
  expect([managementKey.workspaces.length, added.length]).toEqual([MAX_WORKSPACES, 1]);
  const deletion = {
    ...envelope(1),
    type: "credential.delete",
    workspace_id: null,
    scope: workspaces.slice(1),
  };
  expect(deleteCommandSchema.safeParse(deletion).success).toBe(true);
  // SQS took 256 KiB before it took 1 MiB, and the emulators still do.
  expect(Buffer.byteLength(JSON.stringify(deletion))).toBeLessThan(256 * 1024);
  await expect(mint(workspaces)).rejects.toMatchObject({
    kind: "invalid_request",
    fields: [{ path: "workspaces", reason: expect.stringContaining(`at most ${MAX_WORKSPACES}`) }],
  });
  expect((await mint("all")).added).toHaveLength(1);
});

it.each(["\u0000", "a\nb", "\u001b[2J", "\u202eb", "\u2028"])(
  "a management key is not named %j",
  async (name) => {
    await expect(mint("all", name)).rejects.toMatchObject({
      kind: "invalid_request",
      fields: [{ path: "name", reason: NOT_PLAIN }],
    });
    expect((await mint("all", "Zoë 👩‍💻")).managementKey.name).toBe("Zoë 👩‍💻");
  },
);
