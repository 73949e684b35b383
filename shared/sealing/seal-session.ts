import type { KeyObject } from "node:crypto";
import type { Clock } from "../kernel/ports.ts";
import type { Secret } from "../kernel/secret.ts";
import type { IntakeKey } from "./ports.ts";
import { type ContentKey, newContentKey, type SealBinding, sealWith } from "./seal.ts";

/** The intake key's public half, with the id by which the worker knows it. */
export interface IntakePublicKey {
  readonly kid: string;
  readonly key: KeyObject;
}

/** KMS allows about 1,000 RSA operations a second. Seals that share a wrapped key cost the worker one. */
const MAX_SEALS = 1_000;
const MAX_AGE_MS = 5 * 60_000;

export type Seal = (secret: Secret, binding: SealBinding) => string;

/**
 * Seals under one content key for at most five minutes and a thousand seals, then under a new one. Every seal
 * has its own random 96-bit initialisation vector. A thousand of them under one key are far below the 2^32
 * that NIST SP 800-38D (8.3) allows.
 */
export function sealSession(publicKey: IntakePublicKey, now: Clock): Seal {
  let current: { contentKey: ContentKey; seals: number; since: number } | undefined;
  return (secret, binding) => {
    const time = now().getTime();
    if (current === undefined || current.seals >= MAX_SEALS || time - current.since >= MAX_AGE_MS) {
      current = { contentKey: newContentKey(publicKey.kid, publicKey.key), seals: 0, since: time };
    }
    current.seals += 1;
    return sealWith(current.contentKey, secret, binding);
  };
}

/** Seals under the intake key, in one session for the life of the process. */
export function sealer(intakeKey: IntakeKey, now: Clock): () => Promise<Seal> {
  let session: Seal | undefined;
  return async () => {
    session ??= sealSession(await intakeKey.publicKey(), now);
    return session;
  };
}
