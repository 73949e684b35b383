import type { Credential } from "../shared/credentials/credential.ts";
import type { CredentialRecord } from "./credential-record.ts";

/** Leaves out what is keyferry's own business. */
export function toRecord({
  deleted_at,
  version,
  fingerprint,
  key_region,
  source,
  external_id,
  clocks,
  ...record
}: Credential): CredentialRecord {
  return record;
}
