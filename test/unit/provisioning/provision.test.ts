import { beforeEach, describe, expect, it } from "vitest";
import { commandId, credentialId, envelope, rawKey } from "../../support/data/fixtures.ts";
import { type WorkerWorld, workerWorld } from "../../support/worlds/worker-world.ts";

let world: WorkerWorld;
beforeEach(() => {
  world = workerWorld();
});

const remove = (n: number, id: string) => ({ ...envelope(n), credential_id: id, type: "credential.delete" });

describe("commands", () => {
  it("a create stores the key so that only an opener gets it back, with one event", async () => {
    expect(await world.provision(world.create(1))).toEqual(["done"]);
    expect(world.table.credentials.get(credentialId(1))).toMatchObject({ provider: "openai", version: 1 });
    expect(await world.storedKey(credentialId(1))).toBe(rawKey(1));
    expect([...world.table.events.values()]).toMatchObject([
      { id: commandId(1), type: "credential.created", warnings: [], rejection: null },
    ]);
    expect(world.table.newsOf(credentialId(1)).map(({ id }) => id)).toEqual([commandId(1)]);
  });

  it("a rotation replaces the key, a deletion wipes it", async () => {
    await world.provision(world.create(1));
    expect(await world.provision(world.rotate(2, credentialId(1)))).toEqual(["done"]);
    expect(await world.storedKey(credentialId(1))).toBe(rawKey(2));
    expect(await world.provision(remove(3, credentialId(1)))).toEqual(["done"]);
    expect(world.table.keys.size).toBe(0);
    expect(world.table.credentials.get(credentialId(1))?.deleted_at).not.toBeNull();
  });

  it("an update without a key leaves the stored key alone", async () => {
    await world.provision(world.create(1));
    const changes = { name: "renamed" };
    await world.provision({
      ...envelope(2),
      credential_id: credentialId(1),
      type: "credential.update",
      changes,
    });
    expect(world.table.credentials.get(credentialId(1))).toMatchObject({ name: "renamed", key_version: 1 });
    expect(await world.storedKey(credentialId(1))).toBe(rawKey(1));
  });

  it("two equal keys have equal fingerprints, different ones different, and none is a plain hash", async () => {
    await world.provision(world.create(1, {}, rawKey(1)), world.create(2, {}, rawKey(1)), world.create(3));
    const [one, two, three] = [1, 2, 3].map((n) => world.table.credentials.get(credentialId(n))?.fingerprint);
    expect(one).toBe(two);
    expect(one).not.toBe(three);
  });

  it("a doubt about the key is in the event as a code", async () => {
    await world.provision(world.create(1, {}, "an-openai-key-of-no-usual-shape"));
    expect(world.table.events.get(commandId(1))?.warnings).toEqual(["unusual_shape"]);
  });

  it("an empty batch has nothing to do", async () => {
    expect(await world.provision()).toEqual([]);
  });
});

describe("a queue that delivers twice", () => {
  it("the same message three times makes one credential, one id, one credential.created", async () => {
    const message = world.create(1);
    expect(await world.provision(message)).toEqual(["done"]);
    const before = [...world.table.credentials, ...world.table.keys];
    expect(await world.redeliver(message)).toEqual(["done"]);
    expect(await world.redeliver(message)).toEqual(["done"]);
    expect([...world.table.credentials, ...world.table.keys]).toEqual(before);
    expect(world.typesOf(credentialId(1))).toEqual(["credential.created"]);
    expect(world.table.unlogged()).toHaveLength(1);
  });

  it("the same message three times in one batch, none marked as redelivered, makes one credential", async () => {
    const message = world.create(1);
    expect(await world.provision(message, message, message)).toEqual(["done", "done", "done"]);
    expect(world.typesOf(credentialId(1))).toEqual(["credential.created"]);
    expect(world.table.unlogged()).toHaveLength(1);
  });

  it("a creation that was carried out, deleted and sent again weeks later changes nothing, whatever its body", async () => {
    await world.provision(world.create(1));
    await world.table.eventLog.add(world.table.shown());
    await world.provision(remove(2, credentialId(1)));
    expect(world.table.newsOf(credentialId(1)).map(({ id }) => id)).toEqual([commandId(2)]);
    expect(await world.provision(world.create(1, {}, rawKey(7)))).toEqual(["done"]);
    expect(world.table.credentials.get(credentialId(1))?.deleted_at).not.toBeNull();
    expect(world.typesOf(credentialId(1))).toEqual(["credential.created", "credential.deleted"]);
  });

  it("a creation that was rejected stays rejected, also where it would succeed later", async () => {
    const refused = world.create(1, {}, "your-api-key-here");
    expect(await world.provision(refused)).toEqual(["reject"]);
    expect(await world.provision({ ...world.create(1), id: refused.id })).toEqual(["done"]);
    expect(world.table.credentials.size).toBe(0);
    expect(world.typesOf(credentialId(1))).toEqual(["credential.rejected"]);
  });

  it("a redelivered message costs a read and no decryption where the outcome is stored already", async () => {
    const message = world.create(1);
    await world.provision(message);
    const calls = world.kms.calls.length;
    await world.redeliver(message);
    expect(world.kms.calls).toHaveLength(calls);
  });

  it("a rotation delivered again after a later one does not bring the old key back", async () => {
    await world.provision(world.create(1));
    const first = world.rotate(2, credentialId(1));
    await world.provision(first, world.rotate(3, credentialId(1)));
    expect(await world.redeliver(first)).toEqual(["done"]);
    expect(await world.provision(first)).toEqual(["done"]);
    expect(await world.storedKey(credentialId(1))).toBe(rawKey(3));
  });
});
