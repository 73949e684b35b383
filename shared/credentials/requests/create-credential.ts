import { canonicalJson } from "../../kernel/canonical-json.ts";
import { keyedDigest } from "../../kernel/derive-id.ts";
import { KeyferryError } from "../../kernel/errors.ts";
import { reveal, type Secret } from "../../kernel/secret.ts";
import type { CreateCommand } from "../command.ts";
import { createCommandId } from "../command.ts";
import type { Credential } from "../credential.ts";
import { regionOfNew } from "../declared-region.ts";
import { changedSettings, type InitialSettings } from "../settings.ts";
import { creationReference, type FoundAttempt, findCreation, firstCreationId } from "./find-attempt.ts";
import {
  admitKey,
  admitRegion,
  commandEnvelope,
  type DoorDependencies,
  type DoorRequest,
  type DoorResult,
} from "./request.ts";
import { sendCommand, submitCommand } from "./submit-command.ts";

/** A valid create request whose caller may make it. */
export interface CreateCredentialRequest extends DoorRequest {
  readonly key: Secret;
  readonly provider: string;
  readonly workspace_id: string | null;
  readonly settings: InitialSettings;
}

/**
 * Seals the key, queues a create command and waits for its outcome. A repeated request, by Idempotency-Key or
 * by content, finds the existing credential instead of creating a second one.
 * @throws KeyferryError `invalid_request` for a key that is certainly wrong, `idempotency_mismatch` and
 *   `conflict` for a reused Idempotency-Key, `unavailable` when the command could not be queued.
 */
export async function createCredential(
  request: CreateCredentialRequest,
  dependencies: DoorDependencies,
): Promise<DoorResult> {
  const { warnings, region } = admitKey(request.provider, request.key);
  const settings = { ...request.settings, declared_region: regionOfNew(request, { region }) };
  admitRegion(request.provider, settings.declared_region, region);
  const digest = digestOf(request);
  const isAsRequested = (credential: Credential): boolean =>
    credential.key_version === 1 && changedSettings(credential, settings).length === 0;
  const { id, state, isSent } = await lookAndSend(request, digest, isAsRequested, dependencies);
  const outcome = await submitCommand(
    {
      reference: creationReference(id),
      known: state,
      digest,
      makeCommand: () => createCommand(request, id, digest, dependencies),
      waitUntil: request.waitUntil,
      isPostponable: !request.acceptsPending,
      isSent,
    },
    dependencies,
  );
  if (outcome === null) return { id, credential: null, warnings };
  if (outcome.credential === null || outcome.credential.deleted_at !== null) {
    throw new KeyferryError("conflict", "The credential that this request created has been deleted since");
  }
  if (state.event !== null && !isAsRequested(outcome.credential)) {
    throw new KeyferryError(
      "conflict",
      `The credential ${id} that this request created has been changed since`,
    );
  }
  return { id, credential: outcome.credential, warnings };
}

/**
 * Looks whether the request was sent before, and sends its command at the same time: most requests are new, and one that is
 * not is recognised by the worker, too. While the worker is behind, it looks first.
 */
async function lookAndSend(
  request: CreateCredentialRequest,
  digest: string,
  isAsRequested: (credential: Credential) => boolean,
  dependencies: DoorDependencies,
): Promise<FoundAttempt & { readonly isSent: boolean }> {
  const looking = findCreation(request, digest, isAsRequested, dependencies.reader);
  if (!request.acceptsPending && dependencies.load.pauseLeft(dependencies.now()) > 0) {
    return { ...(await looking), isSent: false };
  }
  const id = firstCreationId(request, digest);
  const sending = createCommand(request, id, digest, dependencies).then((command) =>
    sendCommand(command, dependencies),
  );
  const [found, sent] = await Promise.allSettled([looking, sending]);
  const isNew = found.status === "fulfilled" && found.value.state.event === null && found.value.id === id;
  if (sent.status === "rejected" && (isNew || found.status === "rejected")) throw sent.reason;
  // The command is on its path, whatever the table's trouble: its outcome is what the request waits for.
  if (found.status === "rejected") return { id, state: { credential: null, event: null }, isSent: true };
  return { ...found.value, isSent: isNew };
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
    ...commandEnvelope(request, digest, now),
    type: "credential.create",
    id: createCommandId(id),
    credential_id: id,
    workspace_id,
    provider,
    settings,
    sealed_key: sealKey(request.key, { workspace_id, provider, credential_id: id }),
  };
}

/** Keyed by the caller's token, so that access to the table alone does not allow guesses of the key. */
const digestOf = ({ caller, key, provider, workspace_id, settings }: CreateCredentialRequest): string =>
  keyedDigest(reveal(caller.token), canonicalJson({ ...settings, key: reveal(key), provider, workspace_id }));
