import type { KMSClient } from "@aws-sdk/client-kms";
import { beforeEach, describe, expect, it } from "vitest";
import { reveal, Secret } from "../../../shared/kernel/secret.ts";
import { kmsSealOpener } from "../../../shared/sealing/kms-seal-opener.ts";
import type { SealOpener } from "../../../shared/sealing/ports.ts";
import { newContentKey, sealWith } from "../../../shared/sealing/seal.ts";
import { type Seal, sealSession } from "../../../shared/sealing/seal-session.ts";
import { fakeClient } from "../../support/fakes/fake-client.ts";
import { INTAKE_KEY_ID, intakePublicKey, type LocalKms, localKms } from "../../support/fakes/local-kms.ts";
import { type ManualClock, manualClock } from "../../support/fakes/manual-clock.ts";

const BINDING = { workspace_id: "w", provider: "openai", credential_id: "c" };

let kms: LocalKms;
let clock: ManualClock;
let opener: SealOpener;
let seal: Seal;
beforeEach(() => {
  kms = localKms();
  clock = manualClock();
  opener = kmsSealOpener(kms.client, INTAKE_KEY_ID, clock.now);
  seal = sealSession(intakePublicKey, clock.now);
});

const openAll = (seals: readonly string[]) => Promise.all(seals.map((sealed) => opener.open(sealed)));
const sealMany = (count: number) =>
  Array.from({ length: count }, (_, n) => seal(new Secret(`key ${n}`), BINDING));

describe("opening seals with KMS", () => {
  it("an opened seal gives the key and what its header names", async () => {
    const opened = await opener.open(seal(new Secret("the key"), BINDING));
    expect(opened).toMatchObject(BINDING);
    expect(reveal(opened.secret)).toBe("the key");
  });

  it("a call names the intake key and the one padding that seals have", async () => {
    await opener.open(seal(new Secret("the key"), BINDING));
    expect(kms.calls).toMatchObject([
      { name: "DecryptCommand", input: { KeyId: INTAKE_KEY_ID, EncryptionAlgorithm: "RSAES_OAEP_SHA_256" } },
    ]);
  });

  it("a thousand seals of one session cost one call, opened at once or one after the other", async () => {
    const seals = sealMany(1000);
    const opened = await openAll(seals);
    expect(opened.map(({ secret }) => reveal(secret))).toEqual(seals.map((_, n) => `key ${n}`));
    for (const sealed of seals.slice(0, 10)) await opener.open(sealed);
    expect(kms.calls).toHaveLength(1);
  });

  it("a content key is forgotten after five minutes", async () => {
    const [sealed = ""] = sealMany(1);
    await opener.open(sealed);
    clock.advance(5 * 60_000 - 1);
    await opener.open(sealed);
    expect(kms.calls).toHaveLength(1);
    clock.advance(1);
    await opener.open(sealed);
    expect(kms.calls).toHaveLength(2);
  });

  it("the opener remembers no more than 256 content keys, whoever sends how many", async () => {
    const seals = Array.from({ length: 300 }, (_, n) => {
      const contentKey = newContentKey(INTAKE_KEY_ID, intakePublicKey.key);
      return sealWith(contentKey, new Secret(`key ${n}`), BINDING);
    });
    for (const sealed of seals) await opener.open(sealed);
    expect(kms.calls).toHaveLength(300);
    await opener.open(seals.at(-1) ?? "");
    await opener.open(seals.at(-256) ?? "");
    expect(kms.calls).toHaveLength(300);
    await opener.open(seals.at(-257) ?? "");
    expect(kms.calls).toHaveLength(301);
  });
});

describe("seals that do not open", () => {
  it.each(["InvalidCiphertextException", "ValidationException"])(
    "a seal for which KMS answers %s can never be opened",
    async (failure) => {
      kms.fail(failure);
      await expect(openAll(sealMany(1))).rejects.toMatchObject({ kind: "unopenable_seal" });
    },
  );

  it.each([
    "DisabledException",
    "KMSInvalidStateException",
    "ThrottlingException",
    "AccessDeniedException",
    "KeyUnavailableException",
    "TimeoutError",
  ])("a seal for which KMS answers %s may open later, and does", async (failure) => {
    const seals = sealMany(1);
    kms.fail(failure);
    await expect(openAll(seals)).rejects.toMatchObject({
      kind: "unavailable",
      message: "kms:Decrypt failed",
    });
    kms.fail(undefined);
    expect(await openAll(seals)).toHaveLength(1);
  });

  it("a seal under another intake key can never be opened, which costs no call", async () => {
    const other = kmsSealOpener(kms.client, "another-key", clock.now);
    await expect(other.open(sealMany(1)[0] ?? "")).rejects.toMatchObject({ kind: "unopenable_seal" });
    expect(kms.calls).toHaveLength(0);
  });

  it("a seal with a content key of the wrong length can never be opened", async () => {
    const { client } = fakeClient<KMSClient>({ DecryptCommand: () => ({ Plaintext: new Uint8Array(16) }) });
    const other = kmsSealOpener(client, INTAKE_KEY_ID, clock.now);
    await expect(other.open(sealMany(1)[0] ?? "")).rejects.toMatchObject({ kind: "unopenable_seal" });
  });

  it("an altered seal can never be opened, and its neighbours under the same content key still open", async () => {
    const [first = "", second = ""] = sealMany(2);
    const [header, wrapped, ...mine] = first.split(".");
    const altered = [header, wrapped, ...mine.with(1, second.split(".")[3] ?? "")].join(".");
    await expect(opener.open(altered)).rejects.toMatchObject({ kind: "unopenable_seal" });
    expect(reveal((await opener.open(first)).secret)).toBe("key 0");
    expect(kms.calls).toHaveLength(1);
  });
});
