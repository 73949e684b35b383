import { randomBytes, randomUUID } from "node:crypto";
import { invalidField } from "../kernel/errors.ts";
import { NOT_PLAIN, PLAIN_TEXT } from "../kernel/plain-text.ts";
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

/**
 * The most workspaces of one key. A deletion may carry them all in its command, which must fit a message, and
 * the key's record must fit an item.
 */
export const MAX_WORKSPACES = 1000;

/**
 * Makes a management key of 256 random bits. Only the result holds the token: the table holds its hash.
 * @throws KeyferryError `invalid_request` for too many workspaces, or a name that is not plain text.
 */
export async function mintManagementKey(
  request: ManagementKeyRequest,
  { store, now }: { readonly store: Pick<ManagementKeyStore, "add">; readonly now: Clock },
): Promise<{ readonly token: Secret; readonly managementKey: ManagementKey }> {
  if (request.workspaces !== "all" && request.workspaces.length > MAX_WORKSPACES) {
    throw invalidField("workspaces", `must be at most ${MAX_WORKSPACES}: a key for more is one for all`);
  }
  if (request.name !== null && !PLAIN_TEXT.test(request.name)) throw invalidField("name", NOT_PLAIN);
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
