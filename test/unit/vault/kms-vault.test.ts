import { createSecretKey } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { KeyBinding } from "../../../shared/credentials/credential.ts";
import { reveal, Secret } from "../../../shared/kernel/secret.ts";
import { decryptKey } from "../../../shared/vault/encrypt-key.ts";
import { kmsVault, kmsVaultOpener } from "../../../shared/vault/kms-vault.ts";
import { credentialId, OTHER_WORKSPACE, WORKSPACE } from "../../support/data/fixtures.ts";
import { type LocalKms, localKms, VAULT_KEY_ID } from "../../support/fakes/local-kms.ts";
import { manualClock } from "../../support/fakes/manual-clock.ts";

const bindingOf = (workspace_id: string | null, n = 1): KeyBinding => ({
  id: credentialId(n),
  workspace_id,
  provider: "openai",
  key_version: 1,
});

let kms: LocalKms;
beforeEach(() => {
  kms = localKms();
});

describe("one invocation's use of the vault", () => {
  it("a session asks KMS for one data key per workspace, even for keys encrypted at once", async () => {
    const session = kmsVault(kms.client, VAULT_KEY_ID).openSession();
    const workspaces = [WORKSPACE, OTHER_WORKSPACE, null, WORKSPACE, OTHER_WORKSPACE, null];
    await Promise.all(workspaces.map((id, n) => session.encrypt(new Secret("key"), bindingOf(id, n))));
    expect(kms.calls.map(({ input }) => input)).toEqual(
      [WORKSPACE, OTHER_WORKSPACE, "global"].map((workspace_id) => ({
        KeyId: VAULT_KEY_ID,
        KeySpec: "AES_256",
        EncryptionContext: { app: "keyferry", workspace_id },
      })),
    );
  });

  it("a data key ends with its session: the next one gets a data key of its own", async () => {
    const vault = kmsVault(kms.client, VAULT_KEY_ID);
    const one = await vault.openSession().encrypt(new Secret("key"), bindingOf(WORKSPACE));
    const two = await vault.openSession().encrypt(new Secret("key"), bindingOf(WORKSPACE));
    expect(Buffer.from(one.wrapped_key).equals(Buffer.from(two.wrapped_key))).toBe(false);
  });

  it.each(["DisabledException", "ThrottlingException", "AccessDeniedException"])(
    "the vault is unavailable while KMS answers %s",
    async (failure) => {
      kms.fail(failure);
      const session = kmsVault(kms.client, VAULT_KEY_ID).openSession();
      await expect(session.encrypt(new Secret("key"), bindingOf(WORKSPACE))).rejects.toMatchObject({
        kind: "unavailable",
        message: "kms:GenerateDataKey failed",
      });
    },
  );
});

describe("data keys that are kept", () => {
  const BOUNDS = { seconds: 60, uses: 3 };
  const keeping = (bounds = BOUNDS) => {
    const clock = manualClock();
    const timers: { readonly run: () => void; readonly milliseconds: number }[] = [];
    const later = (run: () => void, milliseconds: number) => void timers.push({ run, milliseconds });
    const vault = kmsVault(kms.client, VAULT_KEY_ID, { ...bounds, now: clock.now, later });
    const encrypt = (workspaceId: string | null = WORKSPACE) =>
      vault.openSession().encrypt(new Secret("key"), bindingOf(workspaceId));
    return { clock, timers, encrypt };
  };

  it("a kept data key outlives its session, for its workspace alone", async () => {
    const { encrypt } = keeping();
    const [one, two] = [await encrypt(), await encrypt()];
    expect(Buffer.from(one.wrapped_key).equals(Buffer.from(two.wrapped_key))).toBe(true);
    await encrypt(OTHER_WORKSPACE);
    expect(kms.countOf("GenerateDataKeyCommand")).toBe(2);
  });

  it("a kept data key has a number of uses, also where many come at once", async () => {
    const { encrypt } = keeping();
    await Promise.all(Array.from({ length: 7 }, () => encrypt()));
    expect(kms.countOf("GenerateDataKeyCommand")).toBe(3);
  });

  it("a kept data key has an end, and a timer drops it when nobody asks for it any more", async () => {
    const { clock, timers, encrypt } = keeping();
    await encrypt();
    expect(timers.map(({ milliseconds }) => milliseconds)).toEqual([60_000]);
    clock.advance(60_000);
    await encrypt();
    expect(kms.countOf("GenerateDataKeyCommand")).toBe(2);
    // The timer of the first key leaves the second alone; its own drops it.
    timers[0]?.run();
    await encrypt();
    expect(kms.countOf("GenerateDataKeyCommand")).toBe(2);
    timers[1]?.run();
    await encrypt();
    expect(kms.countOf("GenerateDataKeyCommand")).toBe(3);
  });

  it("a data key that KMS did not make is asked for again", async () => {
    const { encrypt } = keeping();
    kms.fail("ThrottlingException");
    await expect(encrypt()).rejects.toMatchObject({ kind: "unavailable" });
    kms.fail(undefined);
    await expect(encrypt()).resolves.toBeDefined();
  });
});

describe("unwrapping", () => {
  const encrypt = (workspaceId: string | null) =>
    kmsVault(kms.client, VAULT_KEY_ID).openSession().encrypt(new Secret("the key"), bindingOf(workspaceId));
  const opener = () => kmsVaultOpener(kms.client, VAULT_KEY_ID);

  it("a data key is unwrapped and opens the credential", async () => {
    const encrypted = await encrypt(WORKSPACE);
    const dataKey = createSecretKey(await opener().unwrap(encrypted.wrapped_key, WORKSPACE));
    expect(reveal(decryptKey(dataKey, encrypted, bindingOf(WORKSPACE)))).toBe("the key");
  });

  it("a data key is closed to another workspace, and so is an altered one", async () => {
    const { wrapped_key } = await encrypt(WORKSPACE);
    for (const workspace of [OTHER_WORKSPACE, null]) {
      await expect(opener().unwrap(wrapped_key, workspace)).rejects.toMatchObject({ kind: "conflict" });
    }
    const altered = Buffer.from(wrapped_key);
    altered.writeUInt8(altered.readUInt8(20) ^ 1, 20);
    await expect(opener().unwrap(altered, WORKSPACE)).rejects.toMatchObject({ kind: "conflict" });
  });

  it("a data key may be unwrapped later where KMS does not answer", async () => {
    const { wrapped_key } = await encrypt(WORKSPACE);
    kms.fail("ThrottlingException");
    await expect(opener().unwrap(wrapped_key, WORKSPACE)).rejects.toMatchObject({ kind: "unavailable" });
  });
});
