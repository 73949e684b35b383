import type { KeyObject } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { kmsSealOpener } from "../../../shared/sealing/kms-seal-opener.ts";
import { dynamodbFingerprintKey } from "../../../shared/vault/dynamodb-fingerprint-key.ts";
import { itemTable } from "../../support/fakes/item-table.ts";
import { INTAKE_KEY_ID, intakePublicKey, localKms } from "../../support/fakes/local-kms.ts";
import { manualClock } from "../../support/fakes/manual-clock.ts";
import { recordingLogger } from "../../support/fakes/recording-logger.ts";

describe("the deployment's fingerprint key", () => {
  const clock = manualClock();
  let kms: ReturnType<typeof localKms>;
  let world: ReturnType<typeof itemTable>;
  const newWorker = () =>
    dynamodbFingerprintKey(world.table, {
      intakeKey: { publicKey: async () => intakePublicKey },
      seals: kmsSealOpener(kms.client, INTAKE_KEY_ID, clock.now),
      now: clock.now,
      log: recordingLogger(),
    });
  const textOf = (key: KeyObject) => key.export().toString("hex");
  beforeEach(() => {
    kms = localKms();
    world = itemTable();
  });

  it("the fingerprint key is made by the first worker and the same for every later one: 256 bits, sealed in the table", async () => {
    const first = await newWorker().get();
    const second = await newWorker().get();
    expect(first.export()).toHaveLength(32);
    expect(textOf(second)).toBe(textOf(first));
    expect(JSON.stringify([...world.items])).not.toContain(first.export().toString("base64url"));
    expect(world.items.size).toBe(1);
  });

  it("two workers that make a fingerprint key at the same time get the same one", async () => {
    const keys = await Promise.all([newWorker().get(), newWorker().get(), newWorker().get()]);
    expect(new Set(keys.map(textOf)).size).toBe(1);
    expect(world.items.size).toBe(1);
  });

  it("the fingerprint key is opened once per process", async () => {
    const worker = newWorker();
    await Promise.all([worker.get(), worker.get()]);
    await worker.get();
    expect(kms.calls).toHaveLength(1);
  });

  it("a failure to read the fingerprint key is no reason to make another", async () => {
    const before = textOf(await newWorker().get());
    const worker = newWorker();
    kms.fail("ThrottlingException");
    await expect(worker.get()).rejects.toMatchObject({ kind: "unavailable" });
    kms.fail(undefined);
    expect(textOf(await worker.get())).toBe(before);
  });

  it("a deleted fingerprint key is replaced by another one for every process that starts from then on", async () => {
    const old = newWorker();
    const before = textOf(await old.get());
    world.items.clear();
    const after = await Promise.all([newWorker().get(), newWorker().get()]);
    expect(new Set(after.map(textOf)).size).toBe(1);
    expect(textOf(after[0] as KeyObject)).not.toBe(before);
    expect(textOf(await old.get())).toBe(before);
  });

  it("a fingerprint key that does not open makes commands wait, and is no reason to reject them for a bad seal", async () => {
    await newWorker().get();
    for (const item of world.items.values()) item.sealed = { S: "not.a.seal.at.all" };
    await expect(newWorker().get()).rejects.toMatchObject({ kind: "unavailable" });
  });
});
