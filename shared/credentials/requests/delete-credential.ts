import { mayManage } from "../../access/management-key.ts";
import { notFound } from "../../kernel/errors.ts";
import { uuidSchema } from "../../kernel/uuid.ts";
import type { DeleteCommand } from "../command.ts";
import type { Credential } from "../credential.ts";
import { findCommand } from "./find-attempt.ts";
import { commandEnvelope, type DoorRequest } from "./request.ts";
import { type SubmitDependencies, submitCommand } from "./submit-command.ts";

export interface DeleteCredentialRequest extends DoorRequest {
  readonly id: string;
}

/**
 * Queues a deletion and waits for its outcome; returns false if the wait ends before the worker finishes. A
 * credential that does not exist yet may still be on the queue. The worker therefore decides about it, behind
 * the creation.
 * @throws KeyferryError `not_found`, `unavailable` when the command could not be queued.
 */
export async function deleteCredential(
  request: DeleteCredentialRequest,
  dependencies: SubmitDependencies,
): Promise<boolean> {
  const id = uuidSchema.safeParse(request.id);
  if (!id.success) throw notFound();
  const credential = await dependencies.reader.find(id.data);
  if (credential !== null && !mayManage(request.caller.managementKey, credential.workspace_id))
    throw notFound();
  // A deleted credential is not found. A request with an Idempotency-Key still gets its original answer
  // again.
  if (credential?.deleted_at && request.idempotencyKey === undefined) throw notFound();

  const { id: commandId, state } = await findCommand(request, id.data, ["delete"], dependencies.reader);
  if (credential?.deleted_at && state.event === null) throw notFound();
  const outcome = await submitCommand(
    {
      reference: { credential_id: id.data, id: commandId },
      known: state,
      digest: DIGEST,
      makeCommand: async (): Promise<DeleteCommand> => ({
        ...commandEnvelope(request, DIGEST, dependencies.now),
        ...placeOf(credential, request),
        type: "credential.delete",
        id: commandId,
        credential_id: id.data,
      }),
      waitMs: request.waitMs,
    },
    dependencies,
  );
  return outcome !== null;
}

/** A deletion has no body. Under a reused Idempotency-Key, this constant tells it from an update. */
const DIGEST = "delete";

const placeOf = (credential: Credential | null, { caller }: DeleteCredentialRequest) =>
  credential === null
    ? { workspace_id: null, scope: scopeOf(caller) }
    : { workspace_id: credential.workspace_id };

const scopeOf = ({ managementKey: { workspaces } }: DeleteCredentialRequest["caller"]) =>
  workspaces === "all" ? workspaces : [...workspaces];
