import { beforeEach, describe, expect, it } from "vitest";
import { kmsIntakeKey } from "../../../shared/sealing/kms-intake-key.ts";
import { INTAKE_KEY_ID, intakePublicKey, type LocalKms, localKms } from "../../support/fakes/local-kms.ts";

let kms: LocalKms;
beforeEach(() => {
  kms = localKms();
});

describe("the intake key's public half", () => {
  it("the public key is fetched once per process, and names the key that the worker must use", async () => {
    const intakeKey = kmsIntakeKey(kms.client, INTAKE_KEY_ID);
    const [one, two] = await Promise.all([intakeKey.publicKey(), intakeKey.publicKey()]);
    expect(one).toBe(two);
    expect(one.kid).toBe(INTAKE_KEY_ID);
    expect(one.key.equals(intakePublicKey.key)).toBe(true);
    expect(kms.countOf("GetPublicKeyCommand")).toBe(1);
  });

  it("the public key is fetched again after a failure", async () => {
    const intakeKey = kmsIntakeKey(kms.client, INTAKE_KEY_ID);
    kms.fail("ThrottlingException");
    await expect(intakeKey.publicKey()).rejects.toMatchObject({ kind: "unavailable" });
    kms.fail(undefined);
    expect((await intakeKey.publicKey()).kid).toBe(INTAKE_KEY_ID);
  });
});
