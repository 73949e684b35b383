import { fromWorkspaceName } from "../shared/kernel/workspace.ts";

/** What an invalidation is about. */
export interface Subject {
  /** Null = the global credentials. */
  readonly workspaces: readonly (string | null)[];
  readonly credentialId: string | null;
}

/** @param subject an id of a workspace or credential, `global`, or an event of keyferry: `detail` of the bus, or the whole */
export function subjectOf(subject: string | object): Subject {
  if (typeof subject === "string") {
    return { workspaces: [fromWorkspaceName(subject)], credentialId: subject };
  }
  const { detail = subject } = subject as { readonly detail?: object };
  const { workspace_id, credential_id } = detail as Readonly<Record<string, unknown>>;
  return {
    workspaces: workspace_id === null || typeof workspace_id === "string" ? [workspace_id] : [],
    credentialId: typeof credential_id === "string" ? credential_id : null,
  };
}
