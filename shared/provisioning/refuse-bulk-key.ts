import { type KnownKeys, MAX_COMPARED } from "../imports/ports.ts";
import type { OpenedKey } from "./open-key.ts";
import type { CredentialMessage } from "./parse-message.ts";

interface BulkKey {
  readonly key: OpenedKey;
  /** The live credential with the same key, for a row that is skipped. */
  readonly same_as?: string;
}

/**
 * What holds only for the key of a bulk row, which no person looks at: it is rejected if it is masked, unless the row
 * accepts that by name, and if the workspace has it already, unless the row asks for another credential with it. All
 * other keys pass unchanged.
 * @throws KeyferryError `unavailable` when the workspace's keys could not be read.
 */
export async function refuseBulkKey(
  { row, identity }: CredentialMessage,
  key: OpenedKey,
  knownKeys: KnownKeys,
): Promise<BulkKey> {
  if (row === null || key.kind !== "key") return { key };
  const { warnings, fingerprint } = key.traits;
  if (warnings.includes("masked") && !row.accepts.includes("masked")) {
    return { key: { kind: "rejected", rejection: { code: "refused_key", message: MASKED } } };
  }
  if (row.on_duplicate === "create") return { key };
  const found = await knownKeys.claim(row, fingerprint, identity.credential_id);
  if (found === null) return { key };
  const message = found === "too_many" ? TOO_MANY : HELD;
  const rejected: OpenedKey = { kind: "rejected", rejection: { code: "duplicate_key", message } };
  return found !== "too_many" && row.on_duplicate === "skip"
    ? { key: rejected, same_as: found.same_as }
    : { key: rejected };
}

const MASKED = "This looks like a shortened or masked key, which a bulk row must accept by name.";
const HELD = "another credential of the workspace has this key";
const TOO_MANY = `the workspace has more than ${MAX_COMPARED} credentials, too many to look for the key among them`;
