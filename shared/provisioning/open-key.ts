import type { Rejection } from "../credentials/audit-event.ts";
import type { Command } from "../credentials/command.ts";
import type { KeyTraits } from "../credentials/decide.ts";
import { type CredentialRecord, mergePending, precedesCreation } from "../credentials/pending-credential.ts";
import { keyedDigest } from "../kernel/derive-id.ts";
import { reveal, type Secret } from "../kernel/secret.ts";
import { inspectKey } from "../providers/inspect-key.ts";
import { regionOfKey } from "../providers/region.ts";
import type { OpenedSeal, SealOpener } from "../sealing/ports.ts";
import type { FingerprintKey } from "../vault/ports.ts";
import { rejectionOf } from "./verdict.ts";

/** A command's key, opened and inspected, or the reason why the command can never succeed. */
export type OpenedKey =
  | { readonly kind: "none" }
  | { readonly kind: "key"; readonly secret: Secret; readonly provider: string; readonly traits: KeyTraits }
  | { readonly kind: "rejected"; readonly rejection: Rejection };

export interface OpenKeyDependencies {
  readonly seals: SealOpener;
  readonly fingerprintKey: FingerprintKey;
}

/**
 * Opens and inspects the key of a command. If there are several, the first acceptable one counts.
 * @throws KeyferryError `unavailable` when a seal may open later.
 */
export async function openKey(
  command: Command,
  record: CredentialRecord | null,
  dependencies: OpenKeyDependencies,
): Promise<OpenedKey> {
  let opened: OpenedKey = { kind: "none" };
  for (const sealedKey of sealedKeysOf(command, record)) {
    opened = await openSeal(sealedKey, command, record?.provider ?? null, dependencies);
    if (opened.kind === "key") break;
  }
  return opened;
}

/** An update that arrives before the creation keeps its seal closed until then. */
function sealedKeysOf(command: Command, record: CredentialRecord | null): readonly string[] {
  if (command.type === "credential.delete" || precedesCreation(command, record)) return [];
  if (command.type === "credential.create") return mergePending(command, record).sealedKeys;
  return command.sealed_key === undefined ? [] : [command.sealed_key];
}

/** @param knownProvider the credential's provider, if it exists: a seal may leave it out. */
async function openSeal(
  sealedKey: string,
  command: Command,
  knownProvider: string | null,
  { seals, fingerprintKey }: OpenKeyDependencies,
): Promise<OpenedKey> {
  try {
    const opened = await seals.open(sealedKey);
    const mismatch = mismatchOf(opened, command);
    if (mismatch !== null) return rejected("seal_mismatch", mismatch);
    const provider = opened.provider ?? providerOf(command) ?? knownProvider;
    if (provider === null) return { kind: "none" };
    const { label, warnings, refusal } = inspectKey(provider, opened.secret);
    if (refusal !== null) return rejected("refused_key", refusal.message);
    const fingerprint = keyedDigest(await fingerprintKey.get(), reveal(opened.secret));
    const region = regionOfKey(provider, opened.secret);
    const traits = { label, fingerprint, warnings: warnings.map((warning) => warning.code), region };
    return { kind: "key", secret: opened.secret, provider, traits };
  } catch (error) {
    const rejection = rejectionOf(error);
    if (rejection === null) throw error;
    return { kind: "rejected", rejection };
  }
}

const rejected = (code: Rejection["code"], message: string): OpenedKey => ({
  kind: "rejected",
  rejection: { code, message },
});

/** A seal is valid only for what its header names, so that it cannot be replayed into another tenant. */
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
