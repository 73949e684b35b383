import { createSecretKey, type KeyObject } from "node:crypto";
import { KeyferryError } from "../shared/kernel/errors.ts";
import { once } from "../shared/kernel/once.ts";
import type { VaultOpener } from "../shared/vault/ports.ts";

/** A data key of one workspace, unwrapped by KMS once for all credentials that are encrypted under it. */
export interface DataKey {
  /** The key, if KMS has unwrapped it. */
  readonly known: KeyObject | undefined;
  /**
   * Unwraps the key, once for all who ask meanwhile. That it does not unwrap is remembered; that KMS does not answer is not.
   * @throws KeyferryError `conflict` or `unavailable`
   */
  load(): Promise<KeyObject>;
}

export function dataKey(vault: VaultOpener, wrapped: Uint8Array, workspaceId: string | null): DataKey {
  let known: KeyObject | undefined;
  let never: KeyferryError | undefined;
  const unwrap = once(async () => {
    try {
      const bytes = await vault.unwrap(wrapped, workspaceId);
      known = createSecretKey(bytes);
      bytes.fill(0);
      return known;
    } catch (error) {
      if (error instanceof KeyferryError && error.kind === "conflict") never = error;
      throw error;
    }
  });
  return {
    get known() {
      return known;
    },
    async load() {
      if (never !== undefined) throw never;
      return unwrap();
    },
  };
}
