import { dynamodbCredentialVaultReader } from "../../shared/vault/dynamodb-credential-vault-reader.ts";
import { kmsVaultOpener } from "../../shared/vault/kms-vault.ts";
import { openCredential } from "../../shared/vault/open-credential.ts";
import type { Tenant } from "./clients.ts";
import type { Store } from "./read-store.ts";
import type { World } from "./world.ts";

/** The number of pairs to try. Each costs three reads and one unwrap. */
const SAMPLE = 20;

/** Checks that a ciphertext opens only in its own row, and that only its own workspace sees a credential. */
export async function checkIsolation(
  world: World,
  store: Store,
  tenants: readonly Tenant[],
): Promise<string[]> {
  const live = [...store.credentials.values()]
    .filter(({ id }) => store.withCiphertext.has(id))
    .slice(0, SAMPLE);
  const violations: string[] = [];
  for (const [index, credential] of live.entries()) {
    const neighbour = live.find(
      ({ id, workspace_id }) => id !== credential.id && workspace_id === credential.workspace_id,
    );
    if (neighbour && (await opensIn(world, credential.id, neighbour.id))) {
      violations.push(`the ciphertext of ${credential.id} opens in the row of ${neighbour.id}`);
    }
    const stranger = tenants.filter(({ workspaceId }) => workspaceId !== credential.workspace_id)[index % 2];
    const answer = await stranger?.api("GET", `/byok/${credential.id}`);
    if (answer && answer.status !== 404)
      violations.push(`${credential.id} answers another workspace with ${answer.status}`);
  }
  return violations;
}

/** Whether the ciphertext of one row opens as that of another row. */
async function opensIn({ clients, deployment }: World, from: string, to: string): Promise<boolean> {
  const reader = dynamodbCredentialVaultReader({ client: clients.dynamodb, name: deployment.tableName });
  const [source, target] = await Promise.all([reader.findStored(from), reader.findStored(to)]);
  if (source === null || target === null) return false;
  const moved = { findStored: async () => ({ ...target, encryptedKey: source.encryptedKey }) };
  const vault = kmsVaultOpener(clients.kms, deployment.vaultKeyId);
  return openCredential(to, { credentials: moved, vault }).then(
    () => true,
    () => false,
  );
}
