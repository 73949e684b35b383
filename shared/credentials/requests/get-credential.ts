import type { Caller } from "../../access/authenticate.ts";
import { mayManage } from "../../access/management-key.ts";
import { notFound } from "../../kernel/errors.ts";
import { uuidSchema } from "../../kernel/uuid.ts";
import type { Credential } from "../credential.ts";
import type { CredentialReader } from "../ports.ts";

/**
 * Finds a live credential that the caller may see.
 * @throws KeyferryError `not_found` for an unknown or deleted credential, and also for one of a workspace
 *   that the caller may not manage, so that the answer does not reveal it.
 */
export async function getCredential(
  id: string,
  { managementKey }: Caller,
  { reader }: { readonly reader: CredentialReader },
): Promise<Credential> {
  const valid = uuidSchema.safeParse(id);
  const credential = valid.success ? await reader.find(valid.data) : null;
  if (
    credential === null ||
    credential.deleted_at !== null ||
    !mayManage(managementKey, credential.workspace_id)
  ) {
    throw notFound();
  }
  return credential;
}
