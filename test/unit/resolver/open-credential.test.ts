import { inspect } from "node:util";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { connectStore, openCredential } from "../../../resolver/open-credential.ts";
import { toCredentialItem } from "../../../shared/credentials/credential-item.ts";
import { reveal, Secret } from "../../../shared/kernel/secret.ts";
import { kmsVault } from "../../../shared/vault/kms-vault.ts";
import { credential, credentialId } from "../../support/data/fixtures.ts";
import { localKms, VAULT_KEY_ID } from "../../support/fakes/local-kms.ts";

/** A store that holds one credential, with these settings. */
async function storeWith(settings: Parameters<typeof credential>[0]) {
  const kms = localKms().client;
  const stored = credential(settings);
  const encryptedKey = await kmsVault(kms, VAULT_KEY_ID).openSession().encrypt(new Secret("the key"), stored);
  const item = toCredentialItem(stored, encryptedKey);
  const dynamodb = { send: async () => ({ Responses: { table: [item] } }) } as unknown as DynamoDBClient;
  return connectStore({ table: "table", vaultKey: VAULT_KEY_ID, dynamodb, kms });
}

it("a router gets the key together with what it must know before it uses the key", async () => {
  const store = await storeWith({ disabled: true, allowed_models: ["gpt-4o"] });
  const opened = await openCredential(credentialId(1), store);
  expect(reveal(opened.key)).toBe("the key");
  expect(opened.credential).toMatchObject({
    id: credentialId(1),
    provider: "openai",
    disabled: true,
    allowed_models: ["gpt-4o"],
    key_version: 1,
  });
});

it("a router that prints what it opened prints no key, and nothing of the deployment's own", async () => {
  const opened = await openCredential(credentialId(1), await storeWith({}));
  expect(inspect(opened, { depth: 9 })).not.toContain("the key");
  expect(JSON.stringify(opened)).not.toContain("the key");
  expect(opened.credential).not.toHaveProperty("fingerprint");
});

it("a deleted credential is not found", async () => {
  const store = await storeWith({ deleted_at: "2026-01-01T00:00:00.000Z" });
  await expect(openCredential(credentialId(1), store)).rejects.toMatchObject({ kind: "not_found" });
});
