import { createSecretKey } from "node:crypto";
import type { KeyUse } from "../../../shared/access/key-use.ts";
import type { Command, CreateCommand, UpdateCommand } from "../../../shared/credentials/command.ts";
import { knownKeys } from "../../../shared/imports/known-keys.ts";
import { reveal, Secret } from "../../../shared/kernel/secret.ts";
import type { Link } from "../../../shared/links/link.ts";
import { redemptionId } from "../../../shared/links/redeem-link.ts";
import { providerSlugs } from "../../../shared/providers/slug.ts";
import { handleBatch, type WorkerDependencies } from "../../../shared/provisioning/handle-batch.ts";
import type { Message } from "../../../shared/provisioning/parse-message.ts";
import { recordUses, type UseDependencies } from "../../../shared/provisioning/record-uses.ts";
import { kmsSealOpener } from "../../../shared/sealing/kms-seal-opener.ts";
import type { SealBinding } from "../../../shared/sealing/seal.ts";
import { sealSession } from "../../../shared/sealing/seal-session.ts";
import { kmsVault, kmsVaultOpener } from "../../../shared/vault/kms-vault.ts";
import { openCredential } from "../../../shared/vault/open-credential.ts";
import { createCommand, envelope, rawKey } from "../data/fixtures.ts";
import { INTAKE_KEY_ID, intakePublicKey, localKms, VAULT_KEY_ID } from "../fakes/local-kms.ts";
import { manualClock } from "../fakes/manual-clock.ts";
import { memoryTable } from "../fakes/memory-table.ts";
import { memoryUses } from "../fakes/memory-uses.ts";
import { recordingLogger } from "../fakes/recording-logger.ts";

/** A message as a queue delivers it: a command or a raw body, for the first time or again. */
export const toMessage = (
  content: object | string,
  redelivered = false,
  queue: Message["queue"] = "commands",
): Message => {
  const body = typeof content === "string" ? content : JSON.stringify(content);
  return { messageId: `message of ${body.slice(0, 40)}`, body, redelivered, queue };
};

/** A worker with a table in memory and a local KMS, and producers that seal for it. */
export function workerWorld(table = memoryTable(), clock = manualClock()) {
  const kms = localKms();
  const log = recordingLogger();
  const keyUses: KeyUse[] = [];
  const uses = memoryUses(table.credentials);
  const dependencies: WorkerDependencies & UseDependencies = {
    ledger: table.ledger,
    links: table.links.ledger,
    importJobs: table.importJobs,
    knownKeys: knownKeys(table.fingerprints),
    slugs: providerSlugs(["acme"]),
    vault: kmsVault(kms.client, VAULT_KEY_ID),
    seals: kmsSealOpener(kms.client, INTAKE_KEY_ID, clock.now),
    fingerprintKey: { get: async () => createSecretKey("the fingerprint key of the tests", "utf8") },
    useLedger: uses.ledger,
    keyUseLedger: { note: async (use) => void keyUses.push(use) },
    now: clock.now,
    log,
  };
  const sealKey = sealSession(intakePublicKey, clock.now);
  const seal = (text: string, binding: SealBinding) => sealKey(new Secret(text), binding);
  const bindingOf = (command: { workspace_id: string | null; credential_id: string }, provider: string) => ({
    workspace_id: command.workspace_id,
    provider,
    credential_id: command.credential_id,
  });

  return {
    table,
    clock,
    kms,
    keyUses,
    uses,
    log,
    dependencies,
    seal,
    /** A create command whose seal the worker can open. */
    create(n: number, overrides: Partial<CreateCommand> = {}, key = rawKey(n)): CreateCommand {
      const command = createCommand(n, overrides);
      return { ...command, sealed_key: seal(key, bindingOf(command, command.provider)), ...overrides };
    },
    /** The command that brings a key through a link. */
    redeem(link: Link, key = rawKey(), changes: Partial<SealBinding> = {}): Command {
      const { workspace_id, provider, credential_id, settings } = link;
      const sealed_key = seal(key, { workspace_id, provider, credential_id, ...changes });
      const command = {
        ...envelope(),
        id: redemptionId(link, sealed_key),
        credential_id,
        workspace_id,
        actor: { type: "link" as const, id: link.id },
        door: "web" as const,
        requested_at: clock.now().toISOString(),
        sealed_key,
      };
      return settings === null
        ? { ...command, type: "credential.update", changes: {} }
        : { ...command, type: "credential.create", provider, settings };
    },
    /** A rotation of the nth credential. */
    rotate(n: number, credentialId: string, key = rawKey(n), provider = "openai"): UpdateCommand {
      const command = { ...envelope(n), credential_id: credentialId };
      const sealed_key = seal(key, bindingOf(command, provider));
      return { ...command, type: "credential.update", changes: {}, sealed_key };
    },
    provision: (...contents: readonly (object | string)[]) =>
      handleBatch(
        contents.map((content) => toMessage(content)),
        dependencies,
      ),
    /** Carries out messages of the import queue. */
    provisionImports: (...contents: readonly (object | string)[]) =>
      handleBatch(
        contents.map((content) => toMessage(content, false, "imports")),
        dependencies,
      ),
    redeliverImports: (...contents: readonly (object | string)[]) =>
      handleBatch(
        contents.map((content) => toMessage(content, true, "imports")),
        dependencies,
      ),
    redeliver: (...contents: readonly (object | string)[]) =>
      handleBatch(
        contents.map((content) => toMessage(content, true)),
        dependencies,
      ),
    /** Records the reports of routers. */
    report: (...contents: readonly (object | string)[]) =>
      recordUses(
        contents.map((content) => toMessage(content)),
        dependencies,
      ),
    /** Opens a stored credential like an opener and returns its raw key. */
    storedKey: async (id: string): Promise<string> => {
      const vault = kmsVaultOpener(kms.client, VAULT_KEY_ID);
      return reveal(await openCredential(id, { credentials: table.vaultReader, vault }));
    },
    typesOf: (credentialId: string): string[] =>
      [...table.events.values()]
        .filter((event) => event.credential_id === credentialId)
        .map((event) => event.type),
  };
}

export type WorkerWorld = ReturnType<typeof workerWorld>;
