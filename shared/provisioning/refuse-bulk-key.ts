import type { AuditEvent, Rejection } from "../credentials/audit-event.ts";
import { type KnownKeys, MAX_COMPARED } from "../imports/ports.ts";
import type { OpenedKey } from "./open-key.ts";
import type { CredentialMessage } from "./parse-message.ts";

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
): Promise<OpenedKey> {
  if (row === null || key.kind !== "key") return key;
  const { warnings, fingerprint } = key.traits;
  if (warnings.includes("masked") && !row.accepts.includes("masked")) return rejected("refused_key", MASKED);
  if (row.on_duplicate === "create") return key;
  const found = await knownKeys.claim(row, fingerprint, identity.credential_id);
  if (found === null) return key;
  return rejected("duplicate_key", found === "too_many" ? TOO_MANY : `${HELD_BY}${found.same_as}`);
}

/**
 * The live credential with the same key, for a row that was skipped; undefined for any other outcome. The event says it, so
 * that a row which is delivered again is counted as it was before.
 */
export const sameAs = (
  { on_duplicate }: NonNullable<CredentialMessage["row"]>,
  { rejection }: AuditEvent,
): string | undefined =>
  on_duplicate === "skip" && rejection?.code === "duplicate_key" && rejection.message.startsWith(HELD_BY)
    ? rejection.message.slice(HELD_BY.length)
    : undefined;

const rejected = (code: Rejection["code"], message: string): OpenedKey => ({
  kind: "rejected",
  rejection: { code, message },
});

const MASKED = "This looks like a shortened or masked key, which a bulk row must accept by name.";
const HELD_BY = "the workspace has this key already, in the credential ";
const TOO_MANY = `the workspace has more than ${MAX_COMPARED} credentials, too many to look for the key among them`;
