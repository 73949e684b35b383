import { KeyferryError } from "../kernel/errors.ts";
import type { Clock } from "../kernel/ports.ts";
import { Secret } from "../kernel/secret.ts";
import { hashToken } from "./hash-token.ts";
import { isExpired, MANAGEMENT_KEY_PREFIX, type ManagementKey } from "./management-key.ts";
import type { ManagementKeys } from "./ports.ts";

/** The sender of a request: the bearer token and the management key that it stands for. */
export interface Caller {
  readonly token: Secret;
  readonly managementKey: ManagementKey;
}

/**
 * Finds the caller behind an Authorization header.
 * @throws KeyferryError `unauthenticated` for a missing, malformed, unknown, revoked or expired key,
 *   `forbidden` for a token that is not a management key.
 */
export async function authenticate(
  authorization: string | undefined,
  { managementKeys, now }: { readonly managementKeys: ManagementKeys; readonly now: Clock },
): Promise<Caller> {
  if (authorization === undefined || authorization === "") {
    throw new KeyferryError("unauthenticated", "Missing Authentication header");
  }
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (token === undefined) {
    throw new KeyferryError("unauthenticated", "The Authorization header must be: Bearer <management key>");
  }
  if (!token.startsWith(MANAGEMENT_KEY_PREFIX)) {
    throw new KeyferryError("forbidden", "Only management keys can perform this operation");
  }
  const managementKey = await managementKeys.find(hashToken(token));
  if (managementKey === null || isExpired(managementKey, now())) {
    throw new KeyferryError("unauthenticated", "Invalid management key");
  }
  return { token: new Secret(token), managementKey };
}

/**
 * Caches management keys for `ttlMs`, so that a busy door does not read the table for each request. A revoked
 * key works for at most that time. Unknown tokens are not cached: a new key works as soon as it exists.
 */
export function cachedManagementKeys(keys: ManagementKeys, ttlMs: number, now: Clock): ManagementKeys {
  const known = new Map<string, { readonly key: ManagementKey; readonly until: number }>();
  return {
    async find(tokenHash) {
      const entry = known.get(tokenHash);
      if (entry !== undefined && entry.until > now().getTime()) return entry.key;
      known.delete(tokenHash);
      const since = now().getTime();
      const key = await keys.find(tokenHash);
      if (key !== null) known.set(tokenHash, { key, until: since + ttlMs });
      return key;
    },
  };
}
