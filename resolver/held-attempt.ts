import { KeyferryError } from "../shared/kernel/errors.ts";
import type { Secret } from "../shared/kernel/secret.ts";
import type { CredentialRecord } from "./credential-record.ts";
import { HeldCredential } from "./held-credential.ts";
import { type KeyParts, partsOf } from "./key-parts.ts";
import type { CredentialAttempt, OrderedCredential } from "./resolution.ts";

/** An attempt that opens what was read. It prints without a key, and holds none. */
export class HeldAttempt implements CredentialAttempt {
  readonly kind = "credential";
  readonly provider: string;
  readonly section: "prioritized" | "fallback";
  readonly credential: CredentialRecord;
  readonly #mayOpen: () => boolean;

  constructor({ provider, section, credential }: OrderedCredential, mayOpen: () => boolean) {
    this.provider = provider;
    this.section = section;
    this.credential = credential;
    this.#mayOpen = mayOpen;
  }

  get cacheKey(): string {
    return `${this.credential.id}#${this.credential.key_version}`;
  }

  async open(): Promise<Secret> {
    if (!this.#mayOpen()) {
      throw new KeyferryError("unavailable", "the resolution is too old: resolve again");
    }
    return HeldCredential.of(this.credential).open();
  }

  async parts(): Promise<KeyParts> {
    return partsOf(await this.open());
  }
}
