import type { Caller } from "../../access/authenticate.ts";
import { mayManage } from "../../access/management-key.ts";
import { keyedDigest } from "../../kernel/derive-id.ts";
import { notFound } from "../../kernel/errors.ts";
import { reveal } from "../../kernel/secret.ts";
import { uuidSchema } from "../../kernel/uuid.ts";
import type { DeleteCommand } from "../command.ts";
import type { Credential } from "../credential.ts";
import type { CredentialReader } from "../ports.ts";
import { findCommand } from "./find-attempt.ts";
import { commandEnvelope, type DoorRequest } from "./request.ts";
import { type SubmitDependencies, submitCommand } from "./submit-command.ts";

export interface DeleteCredentialRequest extends DoorRequest {
  readonly id: string;
}

/**
 * Queues a deletion and waits for its outcome; returns false if the wait ends before the worker finishes. A
 * credential that the door does not find may be on its path to the worker, or belong to another workspace. The worker
 * decides in both cases, so that they cannot be told apart: `decideOutOfOrder`.
 * @throws KeyferryError `not_found`, `unavailable` when the command could not be queued.
 */
export async function deleteCredential(
  request: DeleteCredentialRequest,
  dependencies: SubmitDependencies,
): Promise<boolean> {
  const id = uuidSchema.safeParse(request.id);
  if (!id.success) throw notFound();
  const credential = await findOwn(id.data, request.caller, dependencies.reader);
  // A deleted credential is not found. A request with an Idempotency-Key still gets its original answer
  // again.
  if (credential?.deleted_at && request.idempotencyKey === undefined) throw notFound();

  const content = ["delete", keyedDigest(reveal(request.caller.token), DIGEST)];
  const unseen = credential === null;
  const { id: commandId, state } = await findCommand(request, id.data, content, dependencies.reader, unseen);
  if (credential?.deleted_at && state.event === null) throw notFound();
  const outcome = await submitCommand(
    {
      reference: { credential_id: id.data, id: commandId, unseen },
      known: state,
      digest: DIGEST,
      makeCommand: async (): Promise<DeleteCommand> => ({
        ...commandEnvelope(request, DIGEST, dependencies.now, credential),
        ...placeOf(credential, request),
        type: "credential.delete",
        id: commandId,
        credential_id: id.data,
      }),
      waitUntil: request.waitUntil,
      isPostponable: false,
    },
    dependencies,
  );
  return outcome !== null;
}

/** A deletion has no body. Under a reused Idempotency-Key, this constant tells it from an update. */
const DIGEST = "delete";

/** The credential, if the caller may manage it. One that it may not manage must look like none, and cost the same. */
async function findOwn(id: string, { managementKey }: Caller, reader: CredentialReader) {
  const credential = await reader.find(id);
  return credential !== null && mayManage(managementKey, credential.workspace_id) ? credential : null;
}

const placeOf = (credential: Credential | null, { caller }: DeleteCredentialRequest) =>
  credential === null
    ? { workspace_id: null, scope: scopeOf(caller) }
    : { workspace_id: credential.workspace_id };

const scopeOf = ({ managementKey: { workspaces } }: DeleteCredentialRequest["caller"]) =>
  workspaces === "all" ? workspaces : [...workspaces];
