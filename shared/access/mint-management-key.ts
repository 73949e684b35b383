import { randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "../kernel/ports.ts";
import { Secret } from "../kernel/secret.ts";
import { hashToken } from "./hash-token.ts";
import { MANAGEMENT_KEY_PREFIX, type ManagementKey, type WorkspaceScope } from "./management-key.ts";
import type { ManagementKeyStore } from "./ports.ts";

export interface ManagementKeyRequest {
  readonly name: string | null;
  readonly workspaces: WorkspaceScope;
  readonly default_workspace_id: string | null;
  readonly expires_at: string | null;
}

/** Makes a management key of 256 random bits. Only the result holds the token: the table holds its hash. */
export async function mintManagementKey(
  request: ManagementKeyRequest,
  { store, now }: { readonly store: Pick<ManagementKeyStore, "add">; readonly now: Clock },
): Promise<{ readonly token: Secret; readonly managementKey: ManagementKey }> {
  const token = `${MANAGEMENT_KEY_PREFIX}${randomBytes(32).toString("base64url")}`;
  const managementKey: ManagementKey = {
    ...request,
    id: randomUUID(),
    created_at: now().toISOString(),
    last_used_at: null,
  };
  await store.add(hashToken(token), managementKey);
  return { token: new Secret(token), managementKey };
}
