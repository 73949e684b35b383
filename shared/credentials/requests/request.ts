import type { Caller } from "../../access/authenticate.ts";
import { invalidField } from "../../kernel/errors.ts";
import type { Clock } from "../../kernel/ports.ts";
import type { Region } from "../../kernel/region.ts";
import type { Secret } from "../../kernel/secret.ts";
import { inspectKey } from "../../providers/inspect-key.ts";
import type { KeyWarning } from "../../providers/key-inspection.ts";
import { refuseRegion, regionOfKey } from "../../providers/region.ts";
import type { Seal } from "../../sealing/seal-session.ts";
import { COMMAND_VERSION } from "../command.ts";
import type { Credential } from "../credential.ts";
import { acceptanceAfter, fieldTimesOf } from "../field-times.ts";
import type { SubmitDependencies } from "./submit-command.ts";

/** The members of every request that changes a credential. */
export interface DoorRequest {
  readonly caller: Caller;
  readonly idempotencyKey: string | undefined;
  readonly requestId: string;
  /** When to stop waiting for the outcome, in milliseconds since 1970. */
  readonly waitUntil: number;
  /**
   * Whether the caller knows that an outcome may be still to come. One that does not is told to repeat the request, and
   * it is refused before anything is queued while the worker is behind.
   */
  readonly acceptsPending: boolean;
}

/** `credential` is null if the wait ended before the worker finished: the command is then safely queued. */
export interface DoorResult {
  readonly id: string;
  readonly credential: Credential | null;
  readonly warnings: readonly KeyWarning[];
}

export interface DoorDependencies extends SubmitDependencies {
  readonly seal: () => Promise<Seal>;
}

/**
 * The members that all commands of the HTTP API share.
 * @param seen the credential as the door saw it: the command counts as accepted after all that it shows.
 */
export const commandEnvelope = (
  request: DoorRequest,
  digest: string,
  now: Clock,
  seen: Credential | null = null,
) => ({
  version: COMMAND_VERSION as typeof COMMAND_VERSION,
  actor: { type: "management_key" as const, id: request.caller.managementKey.id },
  door: "api" as const,
  request_id: request.requestId,
  requested_at: acceptanceAfter(seen === null ? {} : { ...fieldTimesOf(seen), seen: seen.updated_at }, now()),
  ...(request.idempotencyKey !== undefined && { body_digest: digest }),
});

/** @throws KeyferryError `invalid_request` for a region that such a credential cannot declare. */
export function admitRegion(provider: string, declared: Region | null, keyRegion: Region | null): void {
  const problem = refuseRegion(provider, declared, keyRegion);
  if (problem !== null) throw invalidField("declared_region", problem);
}

/** What a door learns from a raw key that it accepts. */
interface AdmittedKey {
  readonly warnings: readonly KeyWarning[];
  /** The region that the key names; null for most keys. */
  readonly region: Region | null;
}

/** @throws KeyferryError `invalid_request` for a key that is certainly wrong. */
export function admitKey(provider: string, key: Secret): AdmittedKey {
  const { warnings, refusal } = inspectKey(provider, key);
  if (refusal !== null) throw invalidField("key", refusal.message);
  return { warnings, region: regionOfKey(provider, key) };
}
