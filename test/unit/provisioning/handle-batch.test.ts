import { beforeEach, describe, expect, it } from "vitest";
import type { KeyUse } from "../../../shared/access/key-use.ts";
import { KeyferryError } from "../../../shared/kernel/errors.ts";
import { handleBatch } from "../../../shared/provisioning/handle-batch.ts";
import { ACTOR } from "../../support/data/fixtures.ts";
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
  it("gets each message its own verdict, in order", async () => {
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

  it("leaves on the queue what says to be a use and is none, until that dead-letters it", async () => {
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

  it("is not held up where uses cannot be noted: they alone are tried again", async () => {
    const note = () => Promise.reject(new KeyferryError("unavailable", "the table does not answer"));
    const messages = [toMessage(use()), toMessage(world.create(1))];
    const dependencies = { ...world.dependencies, keyUseLedger: { note } };
    expect(await handleBatch(messages, dependencies)).toEqual(["retry", "done"]);
  });

  it("reads no uses and no commands from none", async () => {
    expect(await settle()).toEqual([]);
    expect(world.log.lines).toEqual([]);
  });
});
