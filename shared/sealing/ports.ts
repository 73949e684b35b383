import type { Secret } from "../kernel/secret.ts";
import type { IntakePublicKey } from "./seal-session.ts";

/** The intake key's public half, fetched once per process. */
export interface IntakeKey {
  publicKey(): Promise<IntakePublicKey>;
}

/** Opens what a door sealed. */
export interface SealOpener {
  /** @throws KeyferryError `unopenable_seal` when it can never be opened, `unavailable` when it may be later. */
  open(sealedKey: string): Promise<OpenedSeal>;
}

export interface OpenedSeal {
  readonly secret: Secret;
  readonly workspace_id: string | null;
  /** Undefined where the seal is bound to a credential only. */
  readonly provider: string | undefined;
  readonly credential_id: string | undefined;
}
