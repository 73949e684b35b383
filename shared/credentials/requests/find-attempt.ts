import { deriveId } from "../../kernel/derive-id.ts";
import type { EventReference } from "../audit-event.ts";
import { createCommandId } from "../create-command-id.ts";
import type { CommandState, CredentialReader } from "../ports.ts";
import { findLatestAttempt } from "./find-latest-attempt.ts";
import type { DoorRequest } from "./request.ts";

type IdPart = string | number;

/** How the attempts at one request are told apart. */
interface Search {
  /** What tells this request from every other one. */
  readonly content: readonly IdPart[];
  /** The id of one attempt. */
  readonly derive: (...parts: readonly IdPart[]) => string;
  /** Where the outcome of the attempt with that id is. */
  readonly referenceOf: (id: string) => EventReference;
  readonly isSpent: (state: CommandState) => boolean;
}

/** The id of the attempt that a request means, and what is known of it. */
export interface FoundAttempt {
  readonly id: string;
  readonly state: CommandState;
}

/** The creation that a request means: the credential that it made before, or the id for a new one. */
export const findCreation = (
  request: DoorRequest,
  digest: string,
  reader: CredentialReader,
): Promise<FoundAttempt> =>
  find(request, reader, {
    content: [digest],
    derive: (...parts) => deriveId("credential", "api", ...parts),
    referenceOf: (id) => ({ credential_id: id, id: createCommandId(id) }),
    isSpent: ({ credential, event }) =>
      (credential !== null && credential.deleted_at !== null) || event?.type === "credential.rejected",
  });

/**
 * The command that a request on an existing credential means.
 * @param content what tells this command from every other one on the credential.
 */
export const findCommand = (
  request: DoorRequest,
  credentialId: string,
  content: readonly IdPart[],
  reader: CredentialReader,
): Promise<FoundAttempt> =>
  find(request, reader, {
    content,
    derive: (...parts) => deriveId("command", credentialId, ...parts),
    referenceOf: (id) => ({ credential_id: credentialId, id }),
    isSpent: ({ event }) => event?.rejection != null,
  });

/**
 * A caller that names its request with an Idempotency-Key means that one attempt, whatever its outcome. Otherwise the
 * content names the request, and a spent attempt is followed by the next.
 */
async function find(
  { idempotencyKey, caller }: DoorRequest,
  reader: CredentialReader,
  { content, derive, referenceOf, isSpent }: Search,
): Promise<FoundAttempt> {
  const isNamed = idempotencyKey !== undefined;
  const seed = isNamed ? ["key", caller.managementKey.id, idempotencyKey] : ["body", ...content];
  const idOf = (attempt: number) => derive(...seed, attempt);
  const { attempt, state } = await findLatestAttempt(
    (candidate) => reader.findCommandState(referenceOf(idOf(candidate))),
    (known) => !isNamed && isSpent(known),
  );
  return { id: idOf(attempt), state };
}
