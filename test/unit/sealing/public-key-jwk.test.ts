import type { webcrypto } from "node:crypto";
import { CompactEncrypt, calculateJwkThumbprint, importJWK } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { publicKeyThumbprint } from "../../../shared/sealing/public-key-jwk.ts";
import { createCommand, credentialId, rawKey, WORKSPACE } from "../../support/data/fixtures.ts";
import { intakePublicKey } from "../../support/fakes/local-kms.ts";
import { type DoorWorld, doorWorld } from "../../support/worlds/door-world.ts";

let door: DoorWorld;
beforeEach(() => {
  door = doorWorld();
});

describe("GET /byok/public-key", () => {
  it("GET /byok/public-key gives any producer, without a key of its own, what a stock library needs to seal", async () => {
    const { status, body: jwk } = await door.get("/api/v1/byok/public-key", { authorization: "" });
    expect(status).toBe(200);
    expect(Object.keys(jwk).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
    const publicKey = (await importJWK(jwk)) as webcrypto.CryptoKey;
    const sealed_key = await new CompactEncrypt(new TextEncoder().encode(rawKey(3)))
      .setProtectedHeader({
        alg: jwk.alg,
        enc: "A256GCM",
        kid: jwk.kid,
        workspace_id: WORKSPACE,
        provider: "openai",
      })
      .encrypt(publicKey);
    expect(await door.provision(createCommand(3, { sealed_key }))).toEqual(["done"]);
    expect(await door.storedKey(credentialId(3))).toBe(rawKey(3));
  });

  it("the thumbprint is what a stock library computes of the answer", async () => {
    const { body: jwk } = await door.get("/byok/public-key", { authorization: "" });
    expect(publicKeyThumbprint(intakePublicKey)).toBe(await calculateJwkThumbprint(jwk, "sha256"));
  });
});
