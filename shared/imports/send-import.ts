import type { Caller } from "../access/authenticate.ts";
import { mayManage } from "../access/management-key.ts";
import { KeyferryError } from "../kernel/errors.ts";
import type { ImportMessage } from "./import-message.ts";
import type { ImportQueue } from "./ports.ts";

/**
 * Queues the rows of an import in the name of a management key: all or none. Sending them again changes
 * nothing.
 * @throws KeyferryError `forbidden` if one of them is for a workspace that the caller may not manage,
 *   `unavailable` when some may not be queued: the same request can then safely be sent again.
 */
export async function sendImport(
  messages: readonly ImportMessage[],
  { managementKey }: Caller,
  { importQueue }: { readonly importQueue: ImportQueue },
): Promise<void> {
  if (!messages.every(({ workspace_id }) => mayManage(managementKey, workspace_id))) {
    throw new KeyferryError("forbidden", "This management key may not manage the workspace of every row");
  }
  const sent_by = `management_key/${managementKey.id}`;
  await importQueue.send(messages.map((message) => ({ ...message, sent_by })));
}
