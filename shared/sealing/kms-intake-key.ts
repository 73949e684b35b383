import { createPublicKey } from "node:crypto";
import { GetPublicKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { callAws } from "../kernel/call-aws.ts";
import { KeyferryError } from "../kernel/errors.ts";
import { once } from "../kernel/once.ts";
import type { IntakeKey } from "./ports.ts";
import type { IntakePublicKey } from "./seal-session.ts";

/** The intake key's public half: fetched once and kept, since it is immutable. A failed fetch is retried. */
export function kmsIntakeKey(client: KMSClient, keyId: string): IntakeKey {
  return { publicKey: once(() => fetchPublicKey(client, keyId)) };
}

async function fetchPublicKey(client: KMSClient, keyId: string): Promise<IntakePublicKey> {
  const { PublicKey } = await callAws("kms:GetPublicKey", () =>
    client.send(new GetPublicKeyCommand({ KeyId: keyId })),
  );
  if (PublicKey === undefined) throw new KeyferryError("unavailable", "KMS returned no public key");
  return { kid: keyId, key: createPublicKey({ key: Buffer.from(PublicKey), format: "der", type: "spki" }) };
}
