import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { IntakeJwk } from "../../../../../functions/web/page/link-client.ts";
import { isPinned, sealKey } from "../../../../../functions/web/page/seal-key.ts";
import { reveal } from "../../../../../shared/kernel/secret.ts";
import { kmsSealOpener } from "../../../../../shared/sealing/kms-seal-opener.ts";
import { publicKeyJwk, publicKeyThumbprint } from "../../../../../shared/sealing/public-key-jwk.ts";
import { credentialId, WORKSPACE } from "../../../../support/data/fixtures.ts";
import { INTAKE_KEY_ID, intakePublicKey, localKms } from "../../../../support/fakes/local-kms.ts";
import { manualClock } from "../../../../support/fakes/manual-clock.ts";

const JWK = publicKeyJwk(intakePublicKey) as unknown as IntakeJwk;
const BINDING = { workspace_id: WORKSPACE, provider: "openai", credential_id: credentialId(1) };

describe("a key that the page sealed", () => {
  let opener: ReturnType<typeof kmsSealOpener>;
  beforeEach(() => {
    opener = kmsSealOpener(localKms().client, INTAKE_KEY_ID, manualClock().now);
  });

  it("the worker opens it to the same text, bound to the link's workspace, provider and credential", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }), async (text) => {
        const { secret, ...binding } = await opener.open(await sealKey(text, JWK, BINDING));
        expect([reveal(secret), binding]).toEqual([text, BINDING]);
      }),
      { numRuns: 30 },
    );
  });

  it("a key for the whole deployment names no workspace, and says so", async () => {
    const sealed = await sealKey("key", JWK, { ...BINDING, workspace_id: null });
    expect(await opener.open(sealed)).toMatchObject({ workspace_id: null });
  });

  it("two seals of one key have nothing in common but their header", async () => {
    const [one, two] = [await sealKey("key", JWK, BINDING), await sealKey("key", JWK, BINDING)];
    const [first, second] = [one.split("."), two.split(".")];
    expect(first[0]).toBe(second[0]);
    for (const part of [1, 2, 3, 4]) expect(first[part]).not.toBe(second[part]);
  });
});

it("the page trusts the key that the link names and no other", async () => {
  const thumbprint = publicKeyThumbprint(intakePublicKey);
  expect(await isPinned(JWK, thumbprint)).toBe(true);
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" });
  expect(await isPinned({ ...JWK, ...(other as object) }, thumbprint)).toBe(false);
  expect(await isPinned({ ...JWK, e: "Aw" }, thumbprint)).toBe(false);
  // The other members say nothing about the key itself.
  expect(await isPinned({ ...JWK, kid: "another-name" }, thumbprint)).toBe(true);
});
