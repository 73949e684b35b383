/** Workspaces by id. "all" includes the global credentials. */
export type WorkspaceScope = readonly string[] | "all";

/** Whether a scope includes a workspace; null = the global credentials. */
export const covers = (scope: WorkspaceScope, workspaceId: string | null): boolean =>
  scope === "all" || (workspaceId !== null && scope.includes(workspaceId));

/** What a bearer token may do. The token itself is never stored; its SHA-256 hash finds this record. */
export interface ManagementKey {
  readonly id: string;
  readonly name: string | null;
  /** The workspaces whose credentials it may manage. */
  readonly workspaces: WorkspaceScope;
  readonly default_workspace_id: string | null;
  readonly created_at: string;
  readonly expires_at: string | null;
  /** The start of the hour of the latest use; null before the first. */
  readonly last_used_at: string | null;
}

/** Marks a token as a management key, also for secret scanners. 256 random bits follow, in base64url. */
export const MANAGEMENT_KEY_PREFIX = "kf_mgmt_";

/** Whether the key may manage credentials of the workspace; null = global ones. */
export const mayManage = (key: ManagementKey, workspaceId: string | null): boolean =>
  covers(key.workspaces, workspaceId);

export const isExpired = (key: ManagementKey, now: Date): boolean =>
  key.expires_at !== null && Date.parse(key.expires_at) <= now.getTime();
