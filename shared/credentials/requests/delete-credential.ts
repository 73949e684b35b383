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
 * Queues a deletion and waits for its outcome: false when the wait was over before the worker was. A credential that
 * does not exist yet may be on its way, so the worker decides on it, behind the creation on the same queue.
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
  // Deleted is deleted, but whoever names its request gets the answer to that request again.
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

/** A deletion has no body; under one Idempotency-Key, this tells it from an update. */
const DIGEST = "delete";

const placeOf = (credential: Credential | null, { caller }: DeleteCredentialRequest) =>
  credential === null
    ? { workspace_id: null, scope: scopeOf(caller) }
    : { workspace_id: credential.workspace_id };

const scopeOf = ({ managementKey: { workspaces } }: DeleteCredentialRequest["caller"]) =>
  workspaces === "all" ? workspaces : [...workspaces];
