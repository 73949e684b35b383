import { deriveId } from "../kernel/derive-id.ts";
import { toWorkspaceName } from "../kernel/workspace.ts";

/**
 * The id of the credential that a row of an import creates. It derives from the workspace too: a caller that
 * may import into one workspace cannot take the ids of another's rows.
 */
export const importedCredentialId = (workspaceId: string | null, importId: string, row: number): string =>
  deriveId("credential", "import", toWorkspaceName(workspaceId), importId, row);
