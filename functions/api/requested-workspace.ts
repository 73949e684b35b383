import type { Caller } from "../../shared/access/authenticate.ts";
import { mayManage } from "../../shared/access/management-key.ts";
import { invalidField, KeyferryError } from "../../shared/kernel/errors.ts";
import { GLOBAL } from "../../shared/kernel/workspace.ts";

/**
 * The workspace that a request means: the one it names, or else the management key's default one; null =
 * global.
 * @throws KeyferryError `invalid_request` if there is neither.
 */
export function requestedWorkspace(requested: string | undefined, { managementKey }: Caller): string | null {
  if (requested === GLOBAL) return null;
  const workspaceId = requested ?? managementKey.default_workspace_id;
  if (workspaceId !== null) return workspaceId;
  throw invalidField("workspace_id", "is required: this management key has no default workspace");
}

/**
 * The requested workspace, for a request that creates a credential in it.
 * @throws KeyferryError `forbidden` if the caller may not manage that workspace.
 */
export function workspaceToCreateIn(requested: string | undefined, caller: Caller): string | null {
  const workspaceId = requestedWorkspace(requested, caller);
  if (mayManage(caller.managementKey, workspaceId)) return workspaceId;
  throw new KeyferryError("forbidden", "This management key may not manage that workspace");
}
