import { canonicalJson } from "../../kernel/canonical-json.ts";
import { keyedDigest } from "../../kernel/derive-id.ts";
import { invalidField, notFound } from "../../kernel/errors.ts";
import { reveal, type Secret } from "../../kernel/secret.ts";
import { looksLikeMask } from "../../providers/mask.ts";
import type { UpdateCommand } from "../command.ts";
import type { Credential } from "../credential.ts";
import { fieldTimesOf } from "../field-times.ts";
import { mergeSettings, namedFields, type SettingsChange, settingsContradict } from "../settings.ts";
import { findCommand } from "./find-attempt.ts";
import { getCredential } from "./get-credential.ts";
import {
  admitKey,
  admitRegion,
  commandEnvelope,
  type DoorDependencies,
  type DoorRequest,
  type DoorResult,
} from "./request.ts";
import { submitCommand } from "./submit-command.ts";

/** A change to a credential. With a key, it is a rotation. */
export interface UpdateCredentialRequest extends DoorRequest {
  readonly id: string;
  readonly key: Secret | undefined;
  readonly changes: SettingsChange;
}

/**
 * Queues an update and waits for its outcome. Without an Idempotency-Key, the command's id derives from the
 * body and from the version that the update was made for. A blind retry finds the first outcome, also
 * after other changes that do not touch the same fields. The same change after one that does is a new command.
 * @throws KeyferryError `not_found`, `invalid_request` for a key that is a mask or certainly wrong and for
 *   settings that contradict each other, `idempotency_mismatch`, `unavailable` when the command could not be
 *   queued.
 */
export async function updateCredential(
  request: UpdateCredentialRequest,
  dependencies: DoorDependencies,
): Promise<DoorResult> {
  const current = await getCredential(request.id, request.caller, dependencies);
  const { warnings, region } =
    request.key === undefined
      ? { warnings: [], region: current.key_region }
      : admitRotation(current, request.key);
  admitRegion(current.provider, request.changes.declared_region ?? null, region);
  if (settingsContradict(mergeSettings(current, request.changes))) {
    throw invalidField("is_byok_only", "cannot be combined with is_fallback");
  }
  const digest = digestOf(request, current);
  const { id: commandId, state } = await findUpdate(request, current, digest, dependencies);
  const outcome = await submitCommand(
    {
      reference: { credential_id: current.id, id: commandId },
      known: state,
      digest,
      makeCommand: () => updateCommand(request, current, commandId, digest, dependencies),
      waitUntil: request.waitUntil,
      isPostponable: !request.acceptsPending,
    },
    dependencies,
  );
  if (outcome === null) return { id: current.id, credential: null, warnings };
  if (outcome.credential === null || outcome.credential.deleted_at !== null) throw notFound();
  return { id: current.id, credential: outcome.credential, warnings };
}

/** The versions before the current one that a blind repetition may have been made for, besides the last. */
const EARLIER_VERSIONS = 4;

/** How long after its commit a change may still be repeated blindly, by a client that was not answered. */
const REPEATED_WITHIN_MS = 60_000;

/**
 * Finds the command that a request means: the one that made the current version, a recent one whose changes stand, or a
 * new one.
 */
async function findUpdate(
  request: UpdateCredentialRequest,
  current: Credential,
  digest: string,
  { reader, now }: DoorDependencies,
) {
  const madeFor = (version: number) => findCommand(request, current.id, ["update", version, digest], reader);
  if (request.idempotencyKey !== undefined) return madeFor(current.version);
  const last = await madeFor(current.version - 1);
  if (last.state.event?.version === current.version) return last;
  const since = now().getTime() - REPEATED_WITHIN_MS;
  if (Date.parse(current.updated_at) >= since) {
    const versions = Array.from({ length: EARLIER_VERSIONS }, (_, index) => current.version - 2 - index);
    const earlier = await Promise.all(versions.filter((version) => version >= 1).map(madeFor));
    const repeated = earlier.find(
      ({ state: { event } }) =>
        event !== null && Date.parse(event.time) >= since && stands(request, current, event.time),
    );
    if (repeated !== undefined) return repeated;
  }
  return madeFor(current.version);
}

/**
 * Whether everything that the request asks for was set by its time at the latest. A later value is of somebody who had seen
 * the change, so that the same request after it is a new one.
 */
function stands({ key, changes }: UpdateCredentialRequest, current: Credential, time: string): boolean {
  const clocks = fieldTimesOf(current);
  return namedFields(key !== undefined, changes).every((field) => (clocks[field] ?? "") <= time);
}

/** A client may send a form's mask back as a key, which would overwrite a live key. Such a key is refused. */
function admitRotation(current: Credential, key: Secret) {
  if (reveal(key) === current.label || looksLikeMask(reveal(key))) {
    throw invalidField("key", "looks like a masked key; leave the field out to keep the stored key");
  }
  return admitKey(current.provider, key);
}

async function updateCommand(
  request: UpdateCredentialRequest,
  current: Credential,
  commandId: string,
  digest: string,
  { seal, now }: DoorDependencies,
): Promise<UpdateCommand> {
  const { id, provider, workspace_id } = current;
  const binding = { workspace_id, provider, credential_id: id };
  return {
    ...commandEnvelope(request, digest, now, current),
    type: "credential.update",
    id: commandId,
    credential_id: id,
    workspace_id,
    changes: request.changes,
    ...(request.key !== undefined && { sealed_key: (await seal())(request.key, binding) }),
  };
}

const digestOf = ({ caller, key, changes }: UpdateCredentialRequest, { id }: Credential): string =>
  keyedDigest(
    reveal(caller.token),
    canonicalJson({ id, changes, ...(key !== undefined && { key: reveal(key) }) }),
  );
