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
  return [...violations, ...(await checkCursors(store, tenants))];
}

/** Checks that the cursor of one list is no cursor of another list, nor of another caller. */
async function checkCursors(store: Store, tenants: readonly Tenant[]): Promise<string[]> {
  for (const { api, workspaceId } of tenants) {
    const own = [...store.credentials.values()].filter(({ workspace_id }) => workspace_id === workspaceId);
    const changed = own.find(({ version }) => version > 1);
    const other = own.find(({ id }) => id !== changed?.id);
    if (changed === undefined || other === undefined) continue;
    const page = await api("GET", `/byok/${changed.id}/events?limit=1`);
    const cursor = page.body?.next_cursor;
    if (typeof cursor !== "string") continue;
    const answer = await api("GET", `/byok/${other.id}/events?cursor=${encodeURIComponent(cursor)}`);
    return answer.status === 400 ? [] : [`the cursor of another list was answered with ${answer.status}`];
  }
  return [];
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
