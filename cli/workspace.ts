import { workspaceNameSchema } from "../shared/kernel/workspace-name-schema.ts";
import { UsageError } from "./failure.ts";

/** `global` is null everywhere but on the outside. @throws UsageError for what is neither that nor an id. */
export function toWorkspaceId(name: string): string | null {
  const parsed = workspaceNameSchema.safeParse(name);
  if (!parsed.success)
    throw new UsageError("a workspace is named by its id (a UUID in lower case) or as global");
  return parsed.data === "global" ? null : parsed.data;
}
