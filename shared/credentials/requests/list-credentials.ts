import type { Caller } from "../../access/authenticate.ts";
import { mayManage } from "../../access/management-key.ts";
import { KeyferryError } from "../../kernel/errors.ts";
import type { Credential } from "../credential.ts";
import type { CredentialReader } from "../ports.ts";

export interface ListRequest {
  readonly workspace_id: string | null;
  readonly provider: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

export interface CredentialPage {
  readonly credentials: readonly Credential[];
  /** The number of all matches, not only those on this page. */
  readonly total: number;
}

/**
 * Lists one page of a workspace's live credentials, by ascending `sort_order`.
 * @throws KeyferryError `forbidden` if the caller may not manage the workspace.
 */
export async function listCredentials(
  { workspace_id, provider, offset, limit }: ListRequest,
  { managementKey }: Caller,
  { reader }: { readonly reader: CredentialReader },
): Promise<CredentialPage> {
  if (!mayManage(managementKey, workspace_id)) {
    throw new KeyferryError("forbidden", "This management key may not manage that workspace");
  }
  const listed = await reader.list(workspace_id);
  const matching = provider === undefined ? listed : listed.filter((entry) => entry.provider === provider);
  const credentials: Credential[] = [];
  let vanished = 0;
  // The index lags behind the table. Credentials that were deleted meanwhile are replaced by the next ones,
  // because clients take a short page for the last one.
  for (let start = offset; credentials.length < limit && start < matching.length; ) {
    const wanted = matching.slice(start, start + limit - credentials.length);
    const live = (await reader.findMany(wanted.map((entry) => entry.id))).filter(isLive);
    vanished += wanted.length - live.length;
    start += wanted.length;
    credentials.push(...live);
  }
  return { credentials, total: matching.length - vanished };
}

const isLive = (credential: Credential): boolean => credential.deleted_at === null;
