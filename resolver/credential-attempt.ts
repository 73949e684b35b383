import { KeyferryError } from "../shared/kernel/errors.ts";
import type { Secret } from "../shared/kernel/secret.ts";
import type { CredentialRecord } from "./credential-record.ts";
import { HeldCredential } from "./held-credential.ts";
import { type KeyParts, partsOf } from "./key-parts.ts";
import type { OrderedCredential } from "./resolution.ts";

/** A credential to try. It prints without a key, and holds none. */
export class CredentialAttempt implements OrderedCredential {
  readonly kind = "credential";
  readonly provider: string;
  /** `prioritized` come before the router's shared capacity, `fallback` after it. */
  readonly section: "prioritized" | "fallback";
  readonly credential: CredentialRecord;
  readonly #mayOpen: () => boolean;

  constructor({ provider, section, credential }: OrderedCredential, mayOpen: () => boolean) {
    this.provider = provider;
    this.section = section;
    this.credential = credential;
    this.#mayOpen = mayOpen;
  }

  /** Names the key and its version: a token that you mint from the key belongs under this name, and under no other. */
  get cacheKey(): string {
    return `${this.credential.id}#${this.credential.key_version}`;
  }

  /**
   * Decrypts the key, each time anew. Keep what it returns no longer than one call of the provider.
   * @throws KeyferryError `unavailable` when KMS does not answer, or when the resolution is too old: resolve again. Do not go
   *   on to shared capacity then. `conflict` when the credential does not open: go on to the next attempt.
   */
  async open(): Promise<Secret> {
    if (!this.#mayOpen()) {
      throw new KeyferryError("unavailable", "the resolution is too old: resolve again");
    }
    return HeldCredential.of(this.credential).open();
  }

  /** The members of a key that is a JSON document, as for Azure, Bedrock and Vertex; otherwise `api_key` alone. */
  async parts(): Promise<KeyParts> {
    return partsOf(await this.open());
  }
}
