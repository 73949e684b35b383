import { createHash, createSecretKey, type KeyObject } from "node:crypto";
import { DecryptCommand, type KMSClient } from "@aws-sdk/client-kms";
import { callAws, isAwsError } from "../kernel/call-aws.ts";
import { KeyferryError } from "../kernel/errors.ts";
import type { Clock } from "../kernel/ports.ts";
import type { SealOpener } from "./ports.ts";
import { openSealWith, parseSeal } from "./seal.ts";

/** As long as a door may reuse a content key: a seal session costs one RSA operation per worker process. */
const REMEMBERED_MS = 5 * 60_000;
const MAX_REMEMBERED = 256;

/** Opens seals with the intake key, whose private half never leaves KMS. Caches unwrapped content keys. */
export function kmsSealOpener(client: KMSClient, keyId: string, now: Clock): SealOpener {
  const remembered = new Map<string, { readonly key: Promise<KeyObject>; readonly until: number }>();

  const contentKey = (wrapped: string): Promise<KeyObject> => {
    const name = createHash("sha256").update(wrapped).digest("base64url");
    const time = now().getTime();
    const entry = remembered.get(name);
    if (entry !== undefined && entry.until > time) return entry.key;
    const key = unwrap(client, keyId, wrapped);
    remembered.delete(name);
    remembered.set(name, { key, until: time + REMEMBERED_MS });
    key.catch(() => remembered.delete(name));
    // The oldest entries come first. Expired and surplus ones are deleted, so that their keys do not stay in
    // memory.
    for (const [oldest, { until }] of remembered) {
      if (until > time && remembered.size <= MAX_REMEMBERED) break;
      remembered.delete(oldest);
    }
    return key;
  };

  return {
    async open(sealedKey) {
      const seal = parseSeal(sealedKey);
      if (seal.header.kid !== keyId)
        throw new KeyferryError("unopenable_seal", "the key was sealed for another intake key");
      const { workspace_id, provider, credential_id } = seal.header;
      return {
        secret: openSealWith(await contentKey(seal.wrappedKey), seal),
        workspace_id,
        provider,
        credential_id,
      };
    },
  };
}

async function unwrap(client: KMSClient, keyId: string, wrapped: string): Promise<KeyObject> {
  const command = new DecryptCommand({
    KeyId: keyId,
    EncryptionAlgorithm: "RSAES_OAEP_SHA_256",
    CiphertextBlob: Buffer.from(wrapped, "base64url"),
  });
  const { Plaintext } = await callAws("kms:Decrypt", () =>
    client.send(command).catch((cause: unknown) => {
      if (!isAwsError(cause, "InvalidCiphertextException", "ValidationException")) throw cause;
      throw new KeyferryError("unopenable_seal", "the sealed key does not open under the intake key", {
        cause,
      });
    }),
  );
  if (Plaintext?.length !== 32)
    throw new KeyferryError("unopenable_seal", "the sealed key's content key is not 256 bits");
  const key = createSecretKey(Plaintext);
  Plaintext.fill(0);
  return key;
}
