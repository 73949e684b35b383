import { createHash } from "node:crypto";
import { type KMSClient, SignCommand } from "@aws-sdk/client-kms";
import { callAws } from "../kernel/call-aws.ts";
import { KeyferryError } from "../kernel/errors.ts";
import type { DigestSigner } from "./ports.ts";

/** Signs with the audit key in KMS. */
export function kmsDigestSigner(client: KMSClient, keyId: string): DigestSigner {
  return {
    keyId,
    async sign(text) {
      // KMS signs at most 4,096 bytes, but accepts a hash instead.
      const sha256 = createHash("sha256").update(text).digest();
      const { Signature } = await callAws("kms:Sign", () =>
        client.send(
          new SignCommand({
            KeyId: keyId,
            Message: sha256,
            MessageType: "DIGEST",
            SigningAlgorithm: "ECDSA_SHA_256",
          }),
        ),
      );
      if (Signature === undefined) throw new KeyferryError("unavailable", "KMS returned no signature");
      return Signature;
    },
  };
}
