import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { tableOf } from "../../cli/aws-clients.ts";
import type { Deployment } from "../../cli/deployment.ts";
import { dynamodbManagementKeyStore } from "../../shared/access/dynamodb-management-keys.ts";
import { mintManagementKey } from "../../shared/access/mint-management-key.ts";
import type { ManagementKeyStore } from "../../shared/access/ports.ts";
import { forEachConcurrently } from "../../shared/kernel/for-each-concurrently.ts";
import { reveal, Secret } from "../../shared/kernel/secret.ts";
import { type Api, apiAt } from "../support/emulator/connect.ts";
import type { Cleanup } from "./cleanup.ts";

/** The workspace of one rehearsal, its management key, and what is done in it. */
export interface Tenant {
  readonly workspaceId: string;
  readonly api: Api;
  /** Ends with the rehearsal's own time, should no cleanup revoke it. */
  readonly managementKeyId: string;
}

const LIFETIME_MS = 3_600_000;
const PARALLEL = 10;
const DELETED_WITHIN_MS = 180_000;
const BUSY_PAUSE_MS = 500;
const PAGE = 100;

/** A key of OpenAI's shape that no provider issued. */
export const newKey = (): Secret =>
  new Secret(`sk-proj-${randomBytes(60).toString("base64url").replaceAll(/[-_]/g, "x")}`);

/** Makes a management key for one new workspace. The cleanup deletes the workspace's credentials, then revokes the key. */
export async function newTenant(deployment: Deployment, name: string, cleanup: Cleanup): Promise<Tenant> {
  const store = dynamodbManagementKeyStore(tableOf(deployment));
  const workspaceId = randomUUID();
  cleanup.add(`management key ${name}`, () => revokeByName(store, name));
  const { token, managementKey } = await mintManagementKey(
    {
      name,
      workspaces: [workspaceId],
      default_workspace_id: workspaceId,
      expires_at: new Date(Date.now() + LIFETIME_MS).toISOString(),
    },
    { store, now: () => new Date() },
  );
  const api = apiAt(deployment.apiUrl, reveal(token));
  cleanup.add(`credentials of workspace ${workspaceId}`, () => deleteAll(api, workspaceId));
  return { workspaceId, api, managementKeyId: managementKey.id };
}

async function revokeByName(store: ManagementKeyStore, name: string): Promise<void> {
  const own = (await store.list()).filter((key) => key.name === name);
  for (const { id } of own) await store.revoke(id);
}

/** Deletes page by page, until a list is empty. A throttled deletion is on the next list again. */
async function deleteAll(api: Api, workspaceId: string): Promise<void> {
  const deadline = Date.now() + DELETED_WITHIN_MS;
  for (;;) {
    const { status, body } = await api("GET", `/byok?workspace_id=${workspaceId}&limit=${PAGE}`);
    const ids: readonly string[] = status === 200 ? body.data.map(({ id }: { id: string }) => id) : [];
    if (status === 200 && ids.length === 0) return;
    if (Date.now() > deadline) throw new Error("credentials are left");
    let refused = status === 200 ? 0 : 1;
    await forEachConcurrently(ids, PARALLEL, async (id) => {
      const answer = await api("DELETE", `/byok/${id}`);
      if (answer.status !== 200 && answer.status !== 404) refused += 1;
    });
    if (refused > 0) await pause(BUSY_PAUSE_MS);
  }
}
