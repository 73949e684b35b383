import { createPublicKey } from "node:crypto";
import { Secret } from "../shared/kernel/secret.ts";
import { inspectKey } from "../shared/providers/inspect-key.ts";
import { sealSession } from "../shared/sealing/seal-session.ts";

/* What `keyferry/seal` exports: how a producer in Node seals keys for the import queue. docs/queue-contract.md. */

/** The intake public key as a JSON Web Key (RFC 7517): the answer of `GET {ApiUrl}/byok/public-key`. */
export interface IntakeKey {
  readonly kty: "RSA";
  /** Modulus and exponent, in base64url. */
  readonly n: string;
  readonly e: string;
  /** The id by which the worker knows the key. */
  readonly kid: string;
}

/** What a sealed key is bound to: the worker refuses it for another workspace or provider. */
export interface SealBinding {
  /** A UUID, or null for a global credential. */
  readonly workspace_id: string | null;
  /** The provider's slug. */
  readonly provider: string;
}

/**
 * Seals a raw key for one workspace and provider.
 * @returns the `sealed_key` of a message: a JWE in compact serialisation (RFC 7516) that only the worker can open.
 * @throws SealError for text that is certainly no key of this provider. The message never repeats it.
 */
export type Seal = (key: string, binding: SealBinding) => string;

/** The deployment cannot be asked for its key, or the text is no key. */
export class SealError extends Error {
  override readonly name = "SealError";
}

/**
 * Fetches the intake public key of a deployment. It needs no credentials, and does not change: keep it.
 * @param apiUrl the stack's output `ApiUrl`.
 * @throws SealError if the deployment does not answer with a key.
 */
export async function fetchIntakeKey(apiUrl: string): Promise<IntakeKey> {
  const url = `${apiUrl.replace(/\/+$/, "")}/byok/public-key`;
  const response = await fetch(url).catch((cause: unknown) => {
    throw new SealError("the deployment does not answer", { cause });
  });
  if (!response.ok)
    throw new SealError(`the deployment answered ${response.status} instead of its public key`);
  return (await response.json()) as IntakeKey;
}

/**
 * Makes a function that seals keys. Keep it for many keys: up to a thousand of them, within five minutes, share one RSA
 * operation, which makes the worker's part cheaper.
 * @throws SealError if the intake key is not the RSA key that keyferry publishes.
 */
export function createSealer(intakeKey: IntakeKey): Seal {
  const { kid, kty, n, e } = intakeKey;
  const seal = sealSession({ kid, key: importKey({ kty, n, e }) }, () => new Date());
  return (key, { workspace_id, provider }) => {
    const secret = new Secret(key);
    const { refusal } = inspectKey(provider, secret);
    if (refusal !== null) throw new SealError(refusal.message);
    return seal(secret, { workspace_id, provider });
  };
}

function importKey(jwk: Pick<IntakeKey, "kty" | "n" | "e">) {
  try {
    return createPublicKey({ key: { ...jwk }, format: "jwk" });
  } catch (cause) {
    throw new SealError("this is not the intake key of a deployment", { cause });
  }
}
