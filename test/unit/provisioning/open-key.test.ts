import { createSecretKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Command } from "../../../shared/credentials/command.ts";
import type { CredentialRecord } from "../../../shared/credentials/pending-credential.ts";
import { keyedDigest } from "../../../shared/kernel/derive-id.ts";
import { KeyferryError } from "../../../shared/kernel/errors.ts";
import { reveal, Secret } from "../../../shared/kernel/secret.ts";
import { openKey } from "../../../shared/provisioning/open-key.ts";
import type { OpenedSeal } from "../../../shared/sealing/ports.ts";
import {
  createCommand,
  credential,
  credentialId,
  envelope,
  OTHER_WORKSPACE,
  pendingCredential,
  rawKey,
  WORKSPACE,
} from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";

const FINGERPRINT_KEY = createSecretKey("the fingerprint key of the tests", "utf8");

type Seals = Readonly<Record<string, Partial<OpenedSeal> & { readonly key?: string }>>;

/** Opens a command's key with an opener that knows these seals, and tells which it was asked to open. */
async function open(command: Command, record: CredentialRecord | null, seals: Seals = {}) {
  const asked: string[] = [];
  const opener = {
    open: async (sealed: string): Promise<OpenedSeal> => {
      asked.push(sealed);
      const found = seals[sealed];
      if (found === undefined) throw new KeyferryError("unopenable_seal", "the sealed key does not open");
      const { key = rawKey(), ...header } = found;
      return {
        workspace_id: WORKSPACE,
        provider: "openai",
        credential_id: undefined,
        ...header,
        secret: new Secret(key),
      };
    },
  };
  const fingerprintKey = { get: async () => FINGERPRINT_KEY };
  return { opened: await openKey(command, record, { seals: opener, fingerprintKey }), asked };
}

const create = createCommand(1, { sealed_key: "own" });
const rotation: Command = { ...envelope(1), type: "credential.update", changes: {}, sealed_key: "own" };
const external = { source: "portal", external_id: "customer-1", occurred_at: START.toISOString() };

describe("a command's key", () => {
  it("the key of a create is opened and inspected, with a fingerprint that only the deployment can make", async () => {
    const { opened } = await open(create, null, { own: {} });
    expect(opened).toMatchObject({
      kind: "key",
      provider: "openai",
      traits: { fingerprint: keyedDigest(FINGERPRINT_KEY, rawKey()), warnings: [] },
    });
    if (opened.kind === "key") expect(reveal(opened.secret)).toBe(rawKey());
  });

  it("a doubt about the key is among its traits", async () => {
    const { opened } = await open(create, null, { own: { key: "an-openai-key-of-no-usual-shape" } });
    expect(opened).toMatchObject({ kind: "key", traits: { warnings: ["unusual_shape"] } });
  });

  it.each([
    ["an update without a key", { ...rotation, sealed_key: undefined }],
    ["a deletion", { ...envelope(1), type: "credential.delete" as const }],
  ])("%s opens nothing, even where a key waits for the creation", async (_, command) => {
    for (const record of [null, credential(), pendingCredential()]) {
      expect(await open(command as Command, record)).toEqual({ opened: { kind: "none" }, asked: [] });
    }
  });

  it("an update that precedes the creation keeps its seal closed", async () => {
    for (const record of [null, pendingCredential()]) {
      const early = { ...rotation, external };
      expect(await open(early, record, { own: {} })).toEqual({ opened: { kind: "none" }, asked: [] });
    }
  });
});

describe("a creation with a newer key that waited for it", () => {
  const late = { ...create, external };
  const record = pendingCredential({ sealed_key: "newer" });

  it("the newer key counts, and the creation's own is not opened", async () => {
    const { opened, asked } = await open(late, record, { newer: { key: rawKey(2) }, own: {} });
    if (opened.kind !== "key") throw new Error("no key was opened");
    expect([reveal(opened.secret), asked]).toEqual([rawKey(2), ["newer"]]);
  });

  it("the creation's own key counts where the newer one is refused", async () => {
    const { opened, asked } = await open(late, record, { newer: { key: "changeme" }, own: {} });
    if (opened.kind !== "key") throw new Error("no key was opened");
    expect([reveal(opened.secret), asked]).toEqual([rawKey(), ["newer", "own"]]);
  });

  it("the last refusal is the outcome where no key is acceptable", async () => {
    expect(await open(late, record, { newer: { key: "changeme" } })).toEqual({
      opened: {
        kind: "rejected",
        rejection: { code: "unopenable_seal", message: "the sealed key does not open" },
      },
      asked: ["newer", "own"],
    });
  });
});

describe("keys that can never be accepted", () => {
  it.each([
    ["workspace", { workspace_id: OTHER_WORKSPACE }],
    ["workspace", { workspace_id: null }],
    ["provider", { provider: "groq" }],
    ["credential", { credential_id: credentialId(2) }],
  ])("a key that was sealed for another %s is rejected: %j", async (what, header) => {
    const { opened } = await open(create, null, { own: header });
    expect(opened).toEqual({
      kind: "rejected",
      rejection: { code: "seal_mismatch", message: `the key was sealed for another ${what}` },
    });
  });

  it("a key that is certainly none is rejected without repeating it", async () => {
    const { opened } = await open(create, null, { own: { key: "your-api-key-here" } });
    expect(opened).toMatchObject({ kind: "rejected", rejection: { code: "refused_key" } });
    expect(JSON.stringify(opened)).not.toContain("your-api-key-here");
  });

  it("a seal that may open later is an error and not a rejection", async () => {
    const seals = { open: () => Promise.reject(new KeyferryError("unavailable", "kms:Decrypt failed")) };
    const dependencies = { seals, fingerprintKey: { get: async () => FINGERPRINT_KEY } };
    await expect(openKey(create, null, dependencies)).rejects.toMatchObject({ kind: "unavailable" });
  });
});

describe("the provider of a key", () => {
  it("a rotation's seal may leave the provider out, which is then the credential's", async () => {
    const { opened } = await open(rotation, credential({ provider: "groq" }), {
      own: { provider: undefined, key: "a-groq-key-of-some-shape" },
    });
    expect(opened).toMatchObject({ kind: "key", provider: "groq" });
  });

  it("a rotation of an unknown credential whose seal names no provider has no key to inspect", async () => {
    const { opened } = await open(rotation, null, { own: { provider: undefined } });
    expect(opened).toEqual({ kind: "none" });
  });
});
