import type { Secret } from "../kernel/secret.ts";
import type { IntakePublicKey } from "./seal-session.ts";

/** The intake key's public half, fetched once per process. */
export interface IntakeKey {
  publicKey(): Promise<IntakePublicKey>;
}

/** Opens the seals that a door made. */
export interface SealOpener {
  /**
   * Opens a seal.
   * @throws KeyferryError `unopenable_seal` when it can never be opened, `unavailable` when it may open
   *   later.
   */
  open(sealedKey: string): Promise<OpenedSeal>;
}

export interface OpenedSeal {
  readonly secret: Secret;
  readonly workspace_id: string | null;
  /** Undefined if the seal is bound to a credential only. */
  readonly provider: string | undefined;
  readonly credential_id: string | undefined;
}
