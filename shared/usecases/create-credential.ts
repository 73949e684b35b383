import { createCommandId, deriveId, keyedDigest } from "../crypto/derive-id.ts";
import type { Seal } from "../crypto/seal-session.ts";
import { canonicalJson } from "../domain/canonical-json.ts";
import { COMMAND_VERSION, type CreateCommand } from "../domain/command.ts";
import type { Credential } from "../domain/credential.ts";
import { KeyferryError } from "../domain/errors.ts";
import { inspectKey } from "../domain/inspect-key.ts";
import type { KeyWarning } from "../domain/key-inspection.ts";
import { reveal, type Secret } from "../domain/secret.ts";
import type { Settings } from "../domain/settings.ts";
import type { Clock, CommandQueue, CommandState, CredentialReader, Logger, Sleep } from "../ports.ts";
import type { Caller } from "./authenticate.ts";
import { awaitOutcome } from "./await-outcome.ts";
import { findGeneration } from "./find-generation.ts";
import { rejectionError } from "./rejection-error.ts";

/** A create request that is valid and that its caller may make. */
export interface CreateCredentialRequest {
  readonly caller: Caller;
  readonly key: Secret;
  readonly provider: string;
  readonly workspace_id: string | null;
  readonly settings: Settings;
  readonly idempotencyKey: string | undefined;
  readonly requestId: string;
  /** How long to wait for the outcome; 0 = not at all. */
  readonly waitMs: number;
}

/** `credential` is null when the wait was over before the worker was: the command is safely queued. */
export interface CreateCredentialResult {
  readonly id: string;
  readonly credential: Credential | null;
  readonly warnings: readonly KeyWarning[];
}

export interface DoorDependencies {
  readonly reader: CredentialReader;
  readonly queue: CommandQueue;
  readonly seal: () => Promise<Seal>;
  readonly now: Clock;
  readonly sleep: Sleep;
  readonly log: Logger;
}

/**
 * Seals the key, queues a create command and waits for its outcome. The same request again, by Idempotency-Key or
 * by content, finds the same credential instead of making a second one.
 * @throws KeyferryError `invalid_request` for a key that is certainly wrong, `idempotency_mismatch` and `conflict`
 *   for a reused Idempotency-Key, `unavailable` when the command could not be queued.
 */
export async function createCredential(
  request: CreateCredentialRequest,
  dependencies: DoorDependencies,
): Promise<CreateCredentialResult> {
  const { warnings, refusal } = inspectKey(request.provider, request.key);
  if (refusal !== null) {
    throw new KeyferryError("invalid_request", "Invalid request parameters", {
      fields: [{ path: "key", reason: refusal.message }],
    });
  }
  const digest = digestOf(request);
  const { id, state } = await findCredential(request, digest, dependencies.reader);
  if (state.event !== null) return { id, warnings, credential: settle(state, digest) };

  await dependencies.queue.send(await createCommand(request, id, digest, dependencies));
  const outcome = await awaitOutcome(
    { credential_id: id, id: createCommandId(id) },
    request.waitMs,
    dependencies,
  );
  return { id, warnings, credential: outcome === null ? null : settle(outcome, digest) };
}

/** The credential that this request means: the one it made before, or the id for a new one. */
async function findCredential(request: CreateCredentialRequest, digest: string, reader: CredentialReader) {
  const { idempotencyKey, caller } = request;
  const seed =
    idempotencyKey === undefined ? ["body", digest] : ["key", caller.managementKey.id, idempotencyKey];
  const idOf = (generation: number) => deriveId("credential", "api", ...seed, generation);
  const look = (generation: number) => {
    const id = idOf(generation);
    return reader.findCommandState({ credential_id: id, id: createCommandId(id) });
  };
  // A caller that names its request means that one creation, whatever became of it.
  const isSpent = idempotencyKey === undefined ? isDead : () => false;
  const { generation, state } = await findGeneration(look, isSpent);
  return { id: idOf(generation), state };
}

const isDead = ({ credential, event }: CommandState): boolean =>
  (credential !== null && credential.deleted_at !== null) || event?.type === "credential.rejected";

/** The credential behind an outcome, or the error that it means for this request. */
function settle({ event, credential }: CommandState, digest: string): Credential {
  if (event?.body_digest && event.body_digest !== digest) {
    throw new KeyferryError(
      "idempotency_mismatch",
      "This Idempotency-Key was used with another request body",
    );
  }
  if (event?.rejection) throw rejectionError(event.rejection);
  if (credential === null || credential.deleted_at !== null) {
    throw new KeyferryError("conflict", "The credential that this request created has been deleted since");
  }
  return credential;
}

async function createCommand(
  request: CreateCredentialRequest,
  id: string,
  digest: string,
  { seal, now }: DoorDependencies,
): Promise<CreateCommand> {
  const { provider, workspace_id, settings } = request;
  const sealKey = await seal();
  return {
    version: COMMAND_VERSION,
    type: "credential.create",
    id: createCommandId(id),
    credential_id: id,
    workspace_id,
    provider,
    settings,
    sealed_key: sealKey(request.key, { workspace_id, provider, credential_id: id }),
    actor: { type: "management_key", id: request.caller.managementKey.id },
    door: "api",
    request_id: request.requestId,
    requested_at: now().toISOString(),
    ...(request.idempotencyKey !== undefined && { body_digest: digest }),
  };
}

/** Keyed by the caller's token: who has the table cannot test guesses of the key against it. */
const digestOf = ({ caller, key, provider, workspace_id, settings }: CreateCredentialRequest): string =>
  keyedDigest(reveal(caller.token), canonicalJson({ ...settings, key: reveal(key), provider, workspace_id }));
