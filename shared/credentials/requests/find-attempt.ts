import { deriveId, keyedDigest } from "../../kernel/derive-id.ts";
import { reveal } from "../../kernel/secret.ts";
import { createCommandId } from "../command.ts";
import type { Credential } from "../credential.ts";
import type { CommandReference, CommandState, CredentialReader } from "../ports.ts";
import { findLatestAttempt } from "./find-latest-attempt.ts";
import type { DoorRequest } from "./request.ts";

type IdPart = string | number;

/** Describes how to tell the attempts at one request apart. */
interface Search {
  /** The parts that distinguish this request from every other one. */
  readonly content: readonly IdPart[];
  /** Derives the id of one attempt. */
  readonly derive: (...parts: readonly IdPart[]) => string;
  /** The place of the outcome of the attempt with that id. */
  readonly referenceOf: (id: string) => CommandReference;
  readonly isSpent: (state: CommandState) => boolean;
}

/** The id of the attempt that a request means, and its known state. */
export interface FoundAttempt {
  readonly id: string;
  readonly state: CommandState;
}

const deriveCredentialId = (...parts: readonly IdPart[]): string => deriveId("credential", "api", ...parts);

/** The credential's id in the first attempt at a creation: the one that a request means, unless it was sent before. */
export const firstCreationId = (request: DoorRequest, digest: string): string =>
  deriveCredentialId(...seedOf(request, [digest]), 0);

/** The place of the outcome of the creation of this credential. */
export const creationReference = (credentialId: string): CommandReference => ({
  credential_id: credentialId,
  id: createCommandId(credentialId),
  creates: true,
});

/**
 * Finds the creation that a request means: the credential that it created before, or a new id.
 * @param isAsRequested whether a credential still has the key and the settings of the request. One that has not is no
 *   answer to the request any more.
 */
export const findCreation = (
  request: DoorRequest,
  digest: string,
  isAsRequested: (credential: Credential) => boolean,
  reader: CredentialReader,
): Promise<FoundAttempt> =>
  find(request, reader, {
    content: [digest],
    derive: deriveCredentialId,
    referenceOf: creationReference,
    isSpent: ({ credential, event }) =>
      event?.type === "credential.rejected" ||
      (credential !== null && (credential.deleted_at !== null || !isAsRequested(credential))),
  });

/**
 * Finds the command that a request on an existing credential means.
 * @param content the parts that distinguish this command from every other one on the credential.
 * @param unseen whether the door has not seen the credential.
 */
export const findCommand = (
  request: DoorRequest,
  credentialId: string,
  content: readonly IdPart[],
  reader: CredentialReader,
  unseen = false,
): Promise<FoundAttempt> =>
  find(request, reader, {
    content,
    derive: (...parts) => deriveId("command", credentialId, ...parts),
    referenceOf: (id) => ({ credential_id: credentialId, id, unseen }),
    isSpent: ({ event }) => event?.rejection != null,
  });

/**
 * Ids derive from the caller's token, so that nobody else can compute them.
 * With an Idempotency-Key, the request means that one attempt, whatever its outcome. Otherwise its content
 * names the request, and the next attempt follows a spent one.
 */
async function find(
  request: DoorRequest,
  reader: CredentialReader,
  { content, derive, referenceOf, isSpent }: Search,
): Promise<FoundAttempt> {
  const isNamed = request.idempotencyKey !== undefined;
  const seed = seedOf(request, content);
  const idOf = (attempt: number) => derive(...seed, attempt);
  const { attempt, state } = await findLatestAttempt(
    (candidate) => reader.findCommandState(referenceOf(idOf(candidate))),
    (known) => !isNamed && isSpent(known),
  );
  return { id: idOf(attempt), state };
}

const seedOf = ({ idempotencyKey, caller }: DoorRequest, content: readonly IdPart[]): readonly IdPart[] =>
  idempotencyKey === undefined
    ? ["body", ...content]
    : ["key", keyedDigest(reveal(caller.token), idempotencyKey)];
