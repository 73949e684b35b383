import type { RejectionCode } from "../credentials/audit-event.ts";
import type { Command } from "../credentials/command.ts";
import type { KeyTraits } from "../credentials/decide.ts";
import { keyedDigest } from "../kernel/derive-id.ts";
import { KeyferryError } from "../kernel/errors.ts";
import { reveal, type Secret } from "../kernel/secret.ts";
import { inspectKey } from "../providers/inspect-key.ts";
import type { OpenedSeal, SealOpener } from "../sealing/ports.ts";
import type { FingerprintKey } from "../vault/ports.ts";

/** A command's key, opened and looked at; or why its command can never succeed. */
export type ExaminedKey =
  | { readonly kind: "none" }
  | { readonly kind: "key"; readonly secret: Secret; readonly provider: string; readonly traits: KeyTraits }
  | { readonly kind: "rejected"; readonly code: RejectionCode; readonly message: string };

export interface ExamineKeyDependencies {
  readonly seals: SealOpener;
  readonly fingerprintKey: FingerprintKey;
}

/**
 * Opens the seal of a command and learns label, fingerprint and warnings from the key in it.
 * @param knownProvider the credential's, where there is one: a seal may leave it out.
 * @throws KeyferryError `unavailable` when the seal may open later.
 */
export async function examineKey(
  command: Command,
  knownProvider: string | null,
  { seals, fingerprintKey }: ExamineKeyDependencies,
): Promise<ExaminedKey> {
  if (command.type === "credential.delete" || command.sealed_key === undefined) return { kind: "none" };
  try {
    const opened = await seals.open(command.sealed_key);
    const mismatch = mismatchOf(opened, command);
    if (mismatch !== null) return { kind: "rejected", code: "seal_mismatch", message: mismatch };
    const provider = opened.provider ?? providerOf(command) ?? knownProvider;
    if (provider === null) return { kind: "none" };
    const { label, warnings, refusal } = inspectKey(provider, opened.secret);
    if (refusal !== null) return { kind: "rejected", code: "refused_key", message: refusal.message };
    const fingerprint = keyedDigest(await fingerprintKey.get(), reveal(opened.secret));
    const traits = { label, fingerprint, warnings: warnings.map((warning) => warning.code) };
    return { kind: "key", secret: opened.secret, provider, traits };
  } catch (error) {
    if (!(error instanceof KeyferryError) || error.kind !== "unopenable_seal") throw error;
    return { kind: "rejected", code: "unopenable_seal", message: error.message };
  }
}

/** A seal is good for what its authenticated header names, so it cannot be replayed into another tenant. */
function mismatchOf(opened: OpenedSeal, command: Command): string | null {
  if (opened.workspace_id !== command.workspace_id) return "the key was sealed for another workspace";
  const provider = providerOf(command);
  if (provider !== null && opened.provider !== undefined && opened.provider !== provider) {
    return "the key was sealed for another provider";
  }
  if (opened.credential_id !== undefined && opened.credential_id !== command.credential_id) {
    return "the key was sealed for another credential";
  }
  return null;
}

const providerOf = (command: Command): string | null =>
  command.type === "credential.create" ? command.provider : null;
