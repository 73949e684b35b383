/** What a bearer token may do. The token itself is never stored; its SHA-256 hash finds this record. */
export interface ManagementKey {
  readonly id: string;
  readonly name: string | null;
  /** The workspaces it may manage; "all" includes the global credentials. */
  readonly workspaces: readonly string[] | "all";
  readonly default_workspace_id: string | null;
  readonly created_at: string;
  readonly expires_at: string | null;
}

/** Marks a token as one of ours, to people and to secret scanners. 256 random bits follow, in base64url. */
export const MANAGEMENT_KEY_PREFIX = "kf_mgmt_";

/** Whether the key may manage credentials of the workspace; null = global ones. */
export const mayManage = (key: ManagementKey, workspaceId: string | null): boolean =>
  key.workspaces === "all" || (workspaceId !== null && key.workspaces.includes(workspaceId));

export const isExpired = (key: ManagementKey, now: Date): boolean =>
  key.expires_at !== null && Date.parse(key.expires_at) <= now.getTime();
