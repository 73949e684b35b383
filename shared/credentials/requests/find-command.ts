import { deriveId } from "../../kernel/derive-id.ts";
import type { CommandState, CredentialReader } from "../ports.ts";
import { findGeneration } from "./find-latest-attempt.ts";
import type { DoorRequest } from "./request.ts";

/**
 * The command that a request on an existing credential means, and what is known of it. A caller that names its request
 * with an Idempotency-Key means that one command; else its content does, unless that was rejected before: then it is
 * tried anew.
 * @param content what tells this command from every other one on the credential.
 */
export async function findCommand(
  { idempotencyKey, caller }: DoorRequest,
  credentialId: string,
  content: readonly (string | number)[],
  reader: CredentialReader,
): Promise<{ readonly commandId: string; readonly state: CommandState }> {
  const seed =
    idempotencyKey === undefined ? ["body", ...content] : ["key", caller.managementKey.id, idempotencyKey];
  const idOf = (generation: number) => deriveId("command", credentialId, ...seed, generation);
  const look = (generation: number) =>
    reader.findCommandState({ credential_id: credentialId, id: idOf(generation) });
  const { generation, state } = await findGeneration(
    look,
    (known) => idempotencyKey === undefined && isRejected(known),
  );
  return { commandId: idOf(generation), state };
}

const isRejected = ({ event }: CommandState): boolean => event?.rejection != null;
