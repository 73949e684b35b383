import { fromWorkspaceName } from "../shared/kernel/workspace.ts";

/** What an invalidation is about. */
export interface Subject {
  /** Null = the global credentials. */
  readonly workspaces: readonly (string | null)[];
  readonly credentialId: string | null;
}

/**
 * @param subject an id of a workspace or credential, `global`, or an event of keyferry: a CloudEvent as `detail` of the bus has
 *   it, or the whole event of the bus
 */
export function subjectOf(subject: string | object): Subject {
  if (typeof subject === "string") {
    return { workspaces: [fromWorkspaceName(subject)], credentialId: subject };
  }
  const { data } = membersOf(membersOf(subject).detail ?? subject);
  const { workspace_id, credential_id } = membersOf(data);
  // A credential never changes its workspace, so an event that names it needs no search.
  if (workspace_id === null || typeof workspace_id === "string")
    return { workspaces: [workspace_id], credentialId: null };
  return { workspaces: [], credentialId: typeof credential_id === "string" ? credential_id : null };
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};
