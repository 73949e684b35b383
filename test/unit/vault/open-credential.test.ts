import { beforeEach, expect, it } from "vitest";
import type { EncryptedKey, KeyBinding } from "../../../shared/credentials/credential.ts";
import { reveal, Secret } from "../../../shared/kernel/secret.ts";
import { kmsVault, kmsVaultOpener } from "../../../shared/vault/kms-vault.ts";
import { openCredential } from "../../../shared/vault/open-credential.ts";
import { credential, credentialId, OTHER_WORKSPACE, WORKSPACE } from "../../support/data/fixtures.ts";
import { type LocalKms, localKms, VAULT_KEY_ID } from "../../support/fakes/local-kms.ts";
import { START } from "../../support/fakes/manual-clock.ts";

const BINDING: KeyBinding = {
  id: credentialId(1),
  workspace_id: WORKSPACE,
  provider: "openai",
  key_version: 1,
};

let kms: LocalKms;
beforeEach(() => {
  kms = localKms();
});

const encrypt = () =>
  kmsVault(kms.client, VAULT_KEY_ID).openSession().encrypt(new Secret("the key"), BINDING);
const open = (
  stored: { credential: ReturnType<typeof credential>; encryptedKey: EncryptedKey | null } | null,
) =>
  openCredential(credentialId(1), {
    credentials: { findStored: async () => stored },
    vault: kmsVaultOpener(kms.client, VAULT_KEY_ID),
  });

it("the key of a live credential is opened", async () => {
  const encryptedKey = await encrypt();
  expect(reveal(await open({ credential: credential(), encryptedKey }))).toBe("the key");
});

it("an unknown or deleted credential is not found", async () => {
  const encryptedKey = await encrypt();
  await expect(open(null)).rejects.toMatchObject({ kind: "not_found" });
  const deleted = credential({ deleted_at: START.toISOString() });
  await expect(open({ credential: deleted, encryptedKey })).rejects.toMatchObject({ kind: "not_found" });
});

it.each([
  ["moved to another row", { id: credentialId(2) }],
  ["moved to another workspace", { workspace_id: OTHER_WORKSPACE }],
  ["given to another provider", { provider: "groq" }],
  ["set back to an earlier key", { key_version: 2 }],
])("a record that was %s is refused", async (_, change) => {
  const encryptedKey = await encrypt();
  await expect(open({ credential: credential(change), encryptedKey })).rejects.toMatchObject({
    kind: "conflict",
  });
  await expect(open({ credential: credential(), encryptedKey: null })).rejects.toMatchObject({
    kind: "conflict",
  });
});
