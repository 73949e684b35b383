import { beforeEach, describe, expect, it, vi } from "vitest";
import { createCommandId } from "../../../shared/credentials/command.ts";
import { KeyferryError } from "../../../shared/kernel/errors.ts";
import { handleBatch } from "../../../shared/provisioning/handle-batch.ts";
import type { Commit } from "../../../shared/provisioning/ports.ts";
import { commandId, credential, credentialId, envelope, rawKey } from "../../support/data/fixtures.ts";
import { toMessage, type WorkerWorld, workerWorld } from "../../support/worlds/worker-world.ts";

let world: WorkerWorld;
beforeEach(() => {
  world = workerWorld();
});

const rename = (n: number, name: string) => ({
  ...envelope(n),
  credential_id: credentialId(1),
  type: "credential.update",
  changes: { name },
});

describe("commands that may succeed later", () => {
  it.each(["ThrottlingException", "DisabledException", "KMSInvalidStateException", "TimeoutError"])(
    "a command waits while KMS answers %s, and succeeds once KMS is back",
    async (failure) => {
      const commands = [world.create(1), world.create(2)];
      world.kms.fail(failure);
      expect(await world.provision(...commands)).toEqual(["retry", "retry"]);
      expect(world.table.events.size + world.table.credentials.size).toBe(0);
      world.kms.fail(undefined);
      expect(await world.redeliver(...commands)).toEqual(["done", "done"]);
      expect(await world.storedKey(credentialId(2))).toBe(rawKey(2));
    },
  );

  it("a command waits while the table does not answer", async () => {
    const command = world.create(1);
    world.table.breakDown(true);
    expect(await world.provision(command)).toEqual(["retry"]);
    expect(await world.redeliver(command)).toEqual(["retry"]);
    world.table.breakDown(false);
    expect(await world.redeliver(command)).toEqual(["done"]);
  });

  it("a command waits while the fingerprint key cannot be read", async () => {
    const fingerprintKey = { get: () => Promise.reject(new Error("throttled")) };
    const verdicts = await handleBatch([toMessage(world.create(1))], {
      ...world.dependencies,
      fingerprintKey,
    });
    expect(verdicts).toEqual(["retry"]);
    expect(world.table.events.size).toBe(0);
  });

  it("a command waits where the commit's result is not known", async () => {
    const ledger = {
      ...world.table.ledger,
      commit: async (commits: readonly Commit[]) => commits.map(() => "unavailable" as const),
    };
    const messages = [toMessage(world.create(1))];
    expect(await handleBatch(messages, { ...world.dependencies, ledger })).toEqual(["retry"]);
  });

  it("a batch waits where something breaks that nobody thought of", async () => {
    const ledger = { ...world.table.ledger, commit: () => Promise.reject(new TypeError("canary")) };
    const messages = [toMessage(world.create(1)), toMessage("junk")];
    const verdicts = await handleBatch(messages, { ...world.dependencies, ledger });
    expect(verdicts).toEqual(["retry", "retry"]);
    expect(JSON.stringify(world.log.lines)).not.toContain("canary");
  });
});

describe("malformed items", () => {
  const malformed = new KeyferryError("internal", "a stored item is malformed");

  it("a malformed event holds up its own command and no other of the batch", async () => {
    const ledger = { ...world.table.ledger, findEvents: async () => new Map([[commandId(1), malformed]]) };
    const messages = [1, 2].map((n) => toMessage(world.create(n), true));
    expect(await handleBatch(messages, { ...world.dependencies, ledger })).toEqual(["retry", "done"]);
    expect([...world.table.credentials.keys()]).toEqual([credentialId(2)]);
  });

  it("a malformed record is one command's failure, also where the events cannot be read", async () => {
    const ledger = {
      ...world.table.ledger,
      findRecords: async () => new Map([[credentialId(1), malformed]]),
      findEvents: () => Promise.reject(new KeyferryError("unavailable", "throttled")),
      commit: async () => ["stale" as const],
    };
    // A failure that nobody waits for would end the process, and with it the batch.
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const messages = [toMessage(world.create(1, { id: createCommandId(credentialId(1)) }))];
    expect(await handleBatch(messages, { ...world.dependencies, ledger })).toEqual(["retry"]);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe("records that another writer changed in between", () => {
  it("a record that another writer changed is read again and decided on again, so that neither change is lost", async () => {
    await world.provision(world.create(1));
    world.table.beforeNextCommit(() => {
      const current = world.table.credentials.get(credentialId(1)) ?? credential();
      world.table.credentials.set(credentialId(1), { ...current, is_required: true, version: 2 });
    });
    expect(await world.provision(rename(2, "renamed"))).toEqual(["done"]);
    expect(world.table.credentials.get(credentialId(1))).toMatchObject({
      name: "renamed",
      is_required: true,
      version: 3,
    });
    expect(world.table.events.get(commandId(2))?.version).toBe(3);
  });

  it("a key is encrypted again where the key's version has changed meanwhile, so that it opens", async () => {
    await world.provision(world.create(1));
    world.table.beforeNextCommit(() => {
      const current = world.table.credentials.get(credentialId(1)) ?? credential();
      world.table.credentials.set(credentialId(1), { ...current, key_version: 2, version: 2 });
    });
    expect(await world.provision(world.rotate(2, credentialId(1)))).toEqual(["done"]);
    expect(world.table.credentials.get(credentialId(1))).toMatchObject({ key_version: 3, version: 3 });
    expect(await world.storedKey(credentialId(1))).toBe(rawKey(2));
  });

  it("a record that was deleted meanwhile stays deleted", async () => {
    await world.provision(world.create(1));
    world.table.beforeNextCommit(() => {
      const current = world.table.credentials.get(credentialId(1)) ?? credential();
      world.table.credentials.set(credentialId(1), {
        ...current,
        deleted_at: current.updated_at,
        version: 2,
      });
    });
    expect(await world.provision(rename(2, "too late"))).toEqual(["reject"]);
    expect(world.table.events.get(commandId(2))?.rejection?.code).toBe("credential_not_found");
  });

  it("a record that changes with each attempt is left to the queue after three attempts", async () => {
    await world.provision(world.create(1));
    let commits = 0;
    const ledger = {
      ...world.table.ledger,
      commit: async () => {
        commits += 1;
        return ["stale" as const];
      },
    };
    const messages = [toMessage(rename(2, "never"))];
    expect(await handleBatch(messages, { ...world.dependencies, ledger })).toEqual(["retry"]);
    expect(commits).toBe(3);
  });
});

describe("the log", () => {
  it("the log says of each command how it ended, by ids and codes alone", async () => {
    await world.provision(world.create(1), world.create(2, { sealed_key: "aa.bb.cc.dd.ee" }));
    expect(world.log.lines).toMatchObject([
      { code: "command_settled", fields: { command_id: commandId(1), outcome: "credential.created" } },
      { code: "command_settled", fields: { command_id: commandId(2), reason: "unopenable_seal" } },
    ]);
    expect(JSON.stringify(world.log.lines)).not.toContain(rawKey(1));
  });
});
