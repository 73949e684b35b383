import { deriveId } from "../kernel/derive-id.ts";
import type { EventReference } from "./audit-event.ts";

/**
 * The place of the event that rejects a deletion of what its caller may not manage, or of what does not exist. The event
 * is not one of that credential's: whoever may read the credential's events must not learn of a stranger's attempt, and
 * nobody can fill the events of a credential that is not theirs.
 */
export const unseenReference = ({ credential_id, id }: EventReference): EventReference => ({
  credential_id: deriveId("unseen", credential_id, id),
  id,
});
