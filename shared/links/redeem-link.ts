import type { Rejection } from "../credentials/audit-event.ts";
import { COMMAND_VERSION, type Command } from "../credentials/command.ts";
import { acceptanceAfter } from "../credentials/field-times.ts";
import type { CommandQueue } from "../credentials/ports.ts";
import { awaitOutcome, type WaitDependencies } from "../credentials/requests/await-outcome.ts";
import { rejectionError } from "../credentials/requests/rejection-error.ts";
import { sendCommand, shedLoad } from "../credentials/requests/submit-command.ts";
import { deriveId } from "../kernel/derive-id.ts";
import { invalidField, KeyferryError, notFound } from "../kernel/errors.ts";
import type { Secret } from "../kernel/secret.ts";
import type { IntakeKey } from "../sealing/ports.ts";
import { parseSeal, type SealHeader } from "../sealing/seal.ts";
import { admitToken } from "./admit-token.ts";
import { type Link, pauseOf, statusAt } from "./link.ts";
import type { GuardedLinks } from "./ports.ts";

/** A key, sealed for the credential of a link, from whoever has the link's token. */
export interface RedeemLinkRequest {
  readonly id: string;
  readonly token: Secret;
  /** A JWE in compact serialisation, or whatever else the caller sent. */
  readonly sealed_key: string;
  readonly requestId: string;
  /** When to stop waiting for the outcome, in milliseconds since 1970. */
  readonly waitUntil: number;
}

export interface RedeemLinkDependencies extends WaitDependencies {
  readonly links: GuardedLinks;
  readonly queue: CommandQueue;
  readonly intakeKey: IntakeKey;
}

/** `refused`: the key is not acceptable, and the link stays open for another. */
export type Redemption =
  | ({ readonly kind: "redeemed"; readonly label: string } & Pick<
      Link,
      "credential_id" | "provider" | "return_url"
    >)
  | { readonly kind: "refused"; readonly rejection: Rejection };

/**
 * Queues the command that redeems a link and waits for its outcome. The command's id derives from the link and the seal: the
 * same seal again is the same command, and finds its outcome.
 * @throws KeyferryError `not_found` as `openLink` does, also where the link was revoked or expired meanwhile; `conflict` if it
 *   was redeemed with another key, or another key has been set since it was made; `invalid_request` for what is no seal for
 *   this link; `rate_limited` after ten refused keys within an hour; `postponed` if the outcome is not there in time, or
 *   nothing was queued because the worker is behind; `unavailable` when the command could not be queued.
 */
export async function redeemLink(
  request: RedeemLinkRequest,
  dependencies: RedeemLinkDependencies,
): Promise<Redemption> {
  const link = await admitToken(request.id, request.token, dependencies);
  const id = redemptionId(link, request.sealed_key);
  const known = outcomeIn(link, id, dependencies.now());
  if (known !== null) return orThrow(known);
  await admitSeal(link, request.sealed_key, dependencies);
  limitAttempts(link, dependencies.now());
  shedLoad(dependencies);
  await sendCommand(redeemCommand(link, id, request, dependencies), dependencies);
  const read = async () => {
    const current = await dependencies.links.find(link.id);
    return current && outcomeIn(current, id, dependencies.now());
  };
  const outcome = await awaitOutcome(read, id, request.waitUntil, dependencies);
  if (outcome !== null) return orThrow(outcome);
  throw new KeyferryError("postponed", "The key is queued, and not stored yet; repeat the request", {
    pendingId: link.credential_id,
  });
}

/** The id of the command that brings this seal through this link. */
export const redemptionId = ({ id, credential_id }: Link, sealedKey: string): string =>
  deriveId("command", credential_id, "link", id, sealedKey);

function orThrow(outcome: Redemption | KeyferryError): Redemption {
  if (outcome instanceof KeyferryError) throw outcome;
  return outcome;
}

/** The outcome of a redemption as the link's record tells it; null while there is none. */
function outcomeIn(link: Link, commandId: string, now: Date): Redemption | KeyferryError | null {
  const { redemption, attempts, credential_id, provider, return_url } = link;
  if (redemption?.id === commandId) {
    return { kind: "redeemed", credential_id, provider, return_url, label: redemption.label };
  }
  const status = statusAt(link, now);
  if (status === "redeemed") return new KeyferryError("conflict", "This link has been used");
  if (status !== "open") return notFound();
  const refused = attempts.find((attempt) => attempt.id === commandId);
  if (refused === undefined) return null;
  const { rejection } = refused;
  const error = rejectionError(rejection);
  return error.kind === "conflict" || error.kind === "not_found" ? error : { kind: "refused", rejection };
}

/** @throws KeyferryError `invalid_request`: it repeats nothing of what may be a raw key. */
async function admitSeal(
  { workspace_id, provider, credential_id }: Link,
  sealedKey: string,
  { intakeKey }: RedeemLinkDependencies,
): Promise<void> {
  const header = headerOf(sealedKey);
  if (header === null) throw invalidField("sealed_key", "must be the key, sealed as a JWE; nothing was kept");
  const { kid } = await intakeKey.publicKey();
  const isFor =
    header.kid === kid &&
    header.workspace_id === workspace_id &&
    header.provider === provider &&
    header.credential_id === credential_id;
  if (!isFor) throw invalidField("sealed_key", "is not sealed for this link");
}

function headerOf(sealedKey: string): SealHeader | null {
  try {
    return parseSeal(sealedKey).header;
  } catch {
    return null;
  }
}

/** @throws KeyferryError `rate_limited` */
function limitAttempts(link: Link, now: Date): void {
  const pauseMs = pauseOf(link, now);
  if (pauseMs === 0) return;
  throw new KeyferryError("rate_limited", "Too many keys were refused; try again later", {
    retryAfterSeconds: Math.ceil(pauseMs / 1000),
  });
}

function redeemCommand(
  link: Link,
  id: string,
  { sealed_key, requestId }: RedeemLinkRequest,
  { now }: RedeemLinkDependencies,
): Command {
  const { credential_id, workspace_id, provider, settings } = link;
  const envelope = {
    version: COMMAND_VERSION as typeof COMMAND_VERSION,
    id,
    credential_id,
    workspace_id,
    actor: { type: "link" as const, id: link.id },
    door: "web" as const,
    request_id: requestId,
    requested_at: acceptanceAfter({ made: link.created_at }, now()),
    sealed_key,
  };
  return settings === null
    ? { ...envelope, type: "credential.update", changes: {} }
    : { ...envelope, type: "credential.create", provider, settings };
}
