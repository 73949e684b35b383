import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../../shared/credentials/settings.ts";
import { Secret } from "../../../shared/kernel/secret.ts";
import { handleBatch } from "../../../shared/provisioning/handle-batch.ts";
import type { Commit } from "../../../shared/provisioning/ports.ts";
import { newContentKey, sealWith } from "../../../shared/sealing/seal.ts";
import {
  commandId,
  credentialId,
  envelope,
  OTHER_WORKSPACE,
  rawKey,
  WORKSPACE,
} from "../../support/data/fixtures.ts";
import { intakePublicKey } from "../../support/fakes/local-kms.ts";
import { toMessage, type WorkerWorld, workerWorld } from "../../support/worlds/worker-world.ts";

let world: WorkerWorld;
beforeEach(() => {
  world = workerWorld();
});

const eventOf = (n: number) => world.table.events.get(commandId(n));
const codeOf = (n: number) => eventOf(n)?.rejection?.code;
const altered = (jwe: string) => jwe.slice(0, -3) + (jwe.endsWith("AAA") ? "BBA" : "AAA");

describe("messages that can never succeed", () => {
  it("a command whose seal was altered is rejected with an event, and leaves the queue", async () => {
    const command = world.create(1);
    expect(await world.provision({ ...command, sealed_key: altered(command.sealed_key) })).toEqual([
      "reject",
    ]);
    expect(eventOf(1)).toMatchObject({ type: "credential.rejected", rejection: { code: "unopenable_seal" } });
    expect(world.table.credentials.size).toBe(0);
  });

  it("a key that was sealed for another deployment's intake key is rejected without a call of KMS", async () => {
    const contentKey = newContentKey("another-key", intakePublicKey.key);
    const binding = { workspace_id: WORKSPACE, provider: "openai" };
    const sealed_key = sealWith(contentKey, new Secret(rawKey()), binding);
    expect(await world.provision(world.create(1, { sealed_key }))).toEqual(["reject"]);
    expect(codeOf(1)).toBe("unopenable_seal");
    expect(world.kms.calls).toHaveLength(0);
  });

  it.each([
    ["workspace", { workspace_id: OTHER_WORKSPACE, provider: "openai" }],
    ["workspace", { workspace_id: null, provider: "openai" }],
    ["provider", { workspace_id: WORKSPACE, provider: "anthropic" }],
    ["credential", { workspace_id: WORKSPACE, provider: "openai", credential_id: credentialId(2) }],
  ])("a key that was sealed for another %s is rejected: %j", async (what, binding) => {
    const sealed_key = world.seal(rawKey(), binding);
    expect(await world.provision(world.create(1, { sealed_key }))).toEqual(["reject"]);
    expect(eventOf(1)?.rejection).toEqual({
      code: "seal_mismatch",
      message: `the key was sealed for another ${what}`,
    });
    expect(world.table.keys.size).toBe(0);
  });

  it("a seal that writes its ids in upper case is that of the same workspace and credential", async () => {
    const sealed_key = world.seal(rawKey(), {
      workspace_id: WORKSPACE.toUpperCase(),
      provider: "openai",
      credential_id: credentialId(1).toUpperCase(),
    });
    expect(await world.provision(world.create(1, { sealed_key }))).toEqual(["done"]);
    expect(await world.storedKey(credentialId(1))).toBe(rawKey());
  });

  it("a rotation whose key was sealed for another provider than the credential's is rejected", async () => {
    await world.provision(world.create(1));
    const rotation = world.rotate(2, credentialId(1), "a-groq-key-of-some-shape", "groq");
    expect(await world.provision(rotation)).toEqual(["reject"]);
    expect(codeOf(2)).toBe("seal_mismatch");
    expect(await world.storedKey(credentialId(1))).toBe(rawKey(1));
  });

  it("a rejection does not tell another workspace that a credential of that id exists, nor of which provider", async () => {
    await world.provision(world.create(1));
    const seal = world.seal("a-groq-key-of-some-shape", { workspace_id: OTHER_WORKSPACE, provider: "groq" });
    const rotation = { ...world.rotate(2, credentialId(1)), workspace_id: OTHER_WORKSPACE, sealed_key: seal };
    expect(await world.provision(rotation)).toEqual(["reject"]);
    expect(codeOf(2)).toBe("credential_not_found");
  });

  it("a key that is certainly none is rejected", async () => {
    expect(await world.provision(world.create(1, {}, "your-api-key-here"))).toEqual(["reject"]);
    expect(codeOf(1)).toBe("refused_key");
  });

  it("a command that the table will never take is rejected with an event, and does not come back", async () => {
    const message = toMessage(world.create(1));
    const { ledger } = world.table;
    const commit = async (commits: readonly Commit[]) => {
      const isCreation = commits.some(({ encryptedKey }) => encryptedKey !== null);
      return isCreation ? commits.map(() => "unstorable" as const) : ledger.commit(commits);
    };
    const dependencies = { ...world.dependencies, ledger: { ...ledger, commit } };
    expect(await handleBatch([message], dependencies)).toEqual(["reject"]);
    expect(codeOf(1)).toBe("malformed_command");
    expect(world.table.credentials.size).toBe(0);
  });

  it("a command with contradictory settings is rejected", async () => {
    const settings = { ...DEFAULT_SETTINGS, is_byok_only: true, is_fallback: true };
    expect(await world.provision(world.create(1, { settings }))).toEqual(["reject"]);
    expect(codeOf(1)).toBe("contradictory_settings");
  });

  it("a create of a credential that another command made first is rejected", async () => {
    await world.provision(world.create(1));
    expect(await world.provision(world.create(2, { credential_id: credentialId(1) }))).toEqual(["reject"]);
    expect(codeOf(2)).toBe("credential_exists");
    expect(await world.storedKey(credentialId(1))).toBe(rawKey(1));
  });

  it("an update of an absent or foreign credential is rejected", async () => {
    await world.provision(world.create(1, { workspace_id: OTHER_WORKSPACE }));
    const update = { type: "credential.update", changes: { name: "mine now" } };
    const verdicts = await world.provision(
      { ...envelope(2), credential_id: credentialId(1), ...update },
      { ...envelope(3), credential_id: credentialId(77), ...update },
    );
    expect(verdicts).toEqual(["reject", "reject"]);
    expect([codeOf(2), codeOf(3)]).toEqual(["credential_not_found", "credential_not_found"]);
  });

  it("a rejected message that is delivered again gets no second event", async () => {
    const command = world.create(1, { sealed_key: "aa.bb.cc.dd.ee" });
    await world.provision(command);
    await world.provision(command);
    await world.redeliver(command);
    expect(world.typesOf(credentialId(1))).toEqual(["credential.rejected"]);
    expect(world.table.unlogged()).toHaveLength(1);
  });
});

describe("messages that are no commands", () => {
  it.each([
    ["an unknown type", { type: "credential.rename" }],
    ["another version", { version: 2 }],
    ["a member that no command has", { key: "canary-raw-key" }],
    ["a raw key where a sealed one belongs", { sealed_key: "canary-raw-key" }],
    ["no settings", { settings: undefined }],
    ["a time that is none", { requested_at: "yesterday" }],
    ["a name that is too long", { settings: { ...DEFAULT_SETTINGS, name: "canary".repeat(50) } }],
  ])("a message with %s that names its credential is rejected with an event", async (_, change) => {
    expect(await world.provision({ ...world.create(1), ...change })).toEqual(["reject"]);
    expect(eventOf(1)).toMatchObject({
      type: "credential.rejected",
      rejection: { code: "malformed_command" },
    });
    expect(JSON.stringify([...world.table.events, world.log.lines])).not.toContain("canary");
  });

  it.each([
    ["is no JSON", "{ canary"],
    ["is no object", "[]"],
    ["is null", "null"],
    ["names no workspace", JSON.stringify({ ...envelope(1), workspace_id: undefined })],
    ["names no credential", JSON.stringify({ ...envelope(1), credential_id: "canary" })],
    ["has no id", JSON.stringify({ ...envelope(1), id: null })],
    ["says nobody", JSON.stringify({ ...envelope(1), actor: { type: "canary", id: "x" } })],
  ])("a message that %s stays on the queue, for the dead-letter queue", async (_, body) => {
    expect(await world.provision(body)).toEqual(["retry"]);
    expect(world.table.events.size).toBe(0);
    expect(world.log.lines).toMatchObject([{ level: "error", code: "message_unreadable" }]);
  });
});
