import { inspect } from "node:util";

const MASK = "[secret]";

/**
 * A raw provider key in memory. Every way of printing it (string, template, JSON, `util.inspect`, a
 * debugger's property list) gives `[secret]`. Only {@link reveal} returns the value, so that a search for its
 * name finds every place that handles plaintext.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  static reveal(secret: Secret): string {
    return secret.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.toPrimitive](): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}

/** Returns the raw value. Call it only to seal, encrypt, fingerprint or inspect the plaintext. */
export const reveal = (secret: Secret): string => Secret.reveal(secret);
