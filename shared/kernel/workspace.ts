/** The name of the global credentials, which serve every workspace. It is used where null is not possible. */
export const GLOBAL = "global";

/** The name of a workspace, as used in keys of the table, message groups, ids and the encryption context. */
export const toWorkspaceName = (workspaceId: string | null): string => workspaceId ?? GLOBAL;

/** The id that a name stands for; null = global. */
export const fromWorkspaceName = (name: string): string | null => (name === GLOBAL ? null : name);
