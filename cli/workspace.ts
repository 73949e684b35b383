import { fromWorkspaceName } from "../shared/kernel/workspace.ts";
import { workspaceNameSchema } from "../shared/kernel/workspace-name-schema.ts";
import { UsageError } from "./failure.ts";

/** The id of a workspace, or null for `global`. @throws UsageError for anything else. */
export function toWorkspaceId(name: string): string | null {
  const parsed = workspaceNameSchema.safeParse(name);
  if (!parsed.success) throw new UsageError("a workspace is an id (a UUID in lower case) or global");
  return fromWorkspaceName(parsed.data);
}
