import { beforeEach, describe, expect, it } from "vitest";
import type { KeyUse } from "../../../shared/access/key-use.ts";
import { DEFAULT_SETTINGS } from "../../../shared/credentials/settings.ts";
import { KeyferryError } from "../../../shared/kernel/errors.ts";
import { handleBatch } from "../../../shared/provisioning/handle-batch.ts";
import { ACTOR, credentialId, envelope, OTHER_WORKSPACE, rawKey } from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { toMessage, type WorkerWorld, workerWorld } from "../../support/worlds/worker-world.ts";

const use = (overrides: object = {}): KeyUse => ({
  version: 1,
  type: "management_key.used",
  management_key_id: ACTOR.id,
  token_hash: "a".repeat(64),
  used_at: START.toISOString(),
  ...overrides,
});

let world: WorkerWorld;
beforeEach(() => {
  world = workerWorld();
});

const settle = (...contents: readonly (object | string)[]) =>
  handleBatch(
    contents.map((content) => toMessage(content)),
    world.dependencies,
  );

describe("a batch of commands and uses of management keys", () => {
  it("each message gets its own verdict, in order", async () => {
    const verdicts = await settle(
      use(),
      world.create(1),
      "nonsense",
      use({ used_at: "2026-02-03T06:00:00.000Z" }),
      world.create(2),
    );
    expect(verdicts).toEqual(["done", "done", "retry", "done", "done"]);
    expect(world.keyUses).toHaveLength(2);
    expect(world.table.credentials.size).toBe(2);
  });

  it("a malformed use of a management key stays on the queue until that dead-letters it", async () => {
    const malformed = [
      use({ version: 2 }),
      use({ management_key_id: "nobody" }),
      use({ token_hash: "kf_mgmt_a-token" }),
      use({ used_at: "yesterday" }),
      use({ more: 1 }),
    ];
    expect(await settle(...malformed)).toEqual(malformed.map(() => "retry"));
    expect(world.keyUses).toEqual([]);
    expect(world.table.events.size).toBe(0);
  });

  it("a use that cannot be noted is tried again, and holds up nothing else", async () => {
    const note = () => Promise.reject(new KeyferryError("unavailable", "the table does not answer"));
    const messages = [toMessage(use()), toMessage(world.create(1))];
    const dependencies = { ...world.dependencies, keyUseLedger: { note } };
    expect(await handleBatch(messages, dependencies)).toEqual(["retry", "done"]);
  });

  it("an empty batch reads neither uses nor commands", async () => {
    expect(await settle()).toEqual([]);
    expect(world.log.lines).toEqual([]);
  });
});

const remove = (n: number, id: string) => ({ ...envelope(n), credential_id: id, type: "credential.delete" });
const rename = (n: number, id: string) => ({
  ...envelope(n),
  credential_id: id,
  type: "credential.update",
  changes: { name: "renamed" },
});

describe("a batch of commands", () => {
  it("a bad message gets its own verdict and holds up no neighbour", async () => {
    const verdicts = await world.provision(
      world.create(1),
      "not JSON at all",
      world.create(2, { sealed_key: "aa.bb.cc.dd.ee" }),
      { ...world.create(3), provider: 7 },
      world.create(4),
      remove(5, credentialId(99)),
      world.create(6),
    );
    expect(verdicts).toEqual(["done", "retry", "reject", "reject", "done", "reject", "done"]);
    expect([...world.table.credentials.keys()]).toEqual([1, 4, 6].map(credentialId));
  });

  it("a batch asks the vault for one data key per workspace, and the next batch for new ones", async () => {
    const elsewhere = { workspace_id: OTHER_WORKSPACE };
    await world.provision(
      ...[1, 2, 3, 4].map((n) => world.create(n)),
      ...[5, 6, 7].map((n) => world.create(n, elsewhere)),
      world.create(8, { workspace_id: null }),
    );
    expect(world.kms.countOf("GenerateDataKeyCommand")).toBe(3);
    const wrapped = (n: number) =>
      Buffer.from(world.table.keys.get(credentialId(n))?.wrapped_key ?? []).toString();
    expect(wrapped(1)).toBe(wrapped(4));
    expect(wrapped(1)).not.toBe(wrapped(5));
    await world.provision(world.create(9));
    expect(world.kms.countOf("GenerateDataKeyCommand")).toBe(4);
    expect(wrapped(9)).not.toBe(wrapped(1));
  });

  it("the commands of one credential are carried out in their order", async () => {
    const id = credentialId(1);
    const commands = [world.create(1), world.rotate(2, id), remove(3, id), world.rotate(4, id)];
    expect(await world.provision(...commands)).toEqual(["done", "done", "done", "reject"]);
    expect(world.typesOf(id)).toEqual([
      "credential.created",
      "credential.rotated",
      "credential.deleted",
      "credential.rejected",
    ]);
  });

  it("a command that must be retried holds back the later changes of its credential, but no deletion and no others", async () => {
    await world.provision(world.create(1), world.create(2));
    const opener = world.dependencies.seals;
    const blocked = world.rotate(3, credentialId(1));
    const seals = {
      open: (sealedKey: string) =>
        sealedKey === blocked.sealed_key
          ? Promise.reject(new Error("socket hang up"))
          : opener.open(sealedKey),
    };
    const messages = [
      blocked,
      world.rotate(4, credentialId(2)),
      rename(5, credentialId(1)),
      rename(6, credentialId(1)),
      remove(7, credentialId(2)),
      remove(8, credentialId(1)),
    ].map((command) => toMessage(command));
    const verdicts = await handleBatch(messages, { ...world.dependencies, seals });
    expect(verdicts).toEqual(["retry", "done", "retry", "retry", "done", "done"]);
    expect(world.typesOf(credentialId(1))).toEqual(["credential.created", "credential.deleted"]);
  });

  it("a global credential is stored apart from those of workspaces", async () => {
    await world.provision(
      world.create(1, { workspace_id: null, settings: { ...DEFAULT_SETTINGS, name: "global" } }),
    );
    expect(world.table.credentials.get(credentialId(1))).toMatchObject({
      workspace_id: null,
      name: "global",
    });
    expect(await world.storedKey(credentialId(1))).toBe(rawKey(1));
  });
});
