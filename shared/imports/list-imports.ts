import type { Caller } from "../access/authenticate.ts";
import { fromCursor, toCursor } from "../access/cursor.ts";
import { mayManage } from "../access/management-key.ts";
import { KeyferryError } from "../kernel/errors.ts";
import { toWorkspaceName } from "../kernel/workspace.ts";
import { getImport } from "./get-import.ts";
import type { ImportSummary } from "./import-job.ts";
import type { ImportReader } from "./ports.ts";

export interface ImportsRequest {
  readonly workspace_id: string | null;
  /** Each import costs one query: a page of 1 MB for some 30,000 rows. */
  readonly limit: number;
  readonly cursor: string | undefined;
}

export interface ImportPage {
  readonly imports: readonly ImportSummary[];
  readonly next_cursor: string | null;
}

/**
 * Lists the imports into a workspace with their outcomes, newest first.
 * @throws KeyferryError `forbidden` if the caller may not manage the workspace.
 */
export async function listImports(
  { workspace_id, limit, cursor }: ImportsRequest,
  caller: Caller,
  { imports }: { readonly imports: ImportReader },
): Promise<ImportPage> {
  if (!mayManage(caller.managementKey, workspace_id)) {
    throw new KeyferryError("forbidden", "This management key may not manage that workspace");
  }
  const list = `imports/${toWorkspaceName(workspace_id)}`;
  const before = cursor === undefined ? undefined : fromCursor(cursor, list, caller);
  const listed = await imports.list(workspace_id, { limit: limit + 1, before });
  const page = listed.slice(0, limit);
  const last = page.at(-1);
  return {
    imports: await Promise.all(page.map(({ import_id }) => getImport(import_id, caller, { imports }))),
    next_cursor: last && listed.length > limit ? toCursor(last.position, list, caller) : null,
  };
}
