import type { KMSClient } from "@aws-sdk/client-kms";
import { expect, it } from "vitest";
import { kmsDigestSigner } from "../../../shared/audit/kms-digest-signer.ts";
import { fakeClient } from "../../support/fakes/fake-client.ts";

it("the signer has KMS sign the hash of a text of any length, by one algorithm", async () => {
  const { client, calls } = fakeClient<KMSClient>({ SignCommand: () => ({ Signature: Buffer.from("der") }) });
  const signature = await kmsDigestSigner(client, "audit").sign("x".repeat(10_000));
  expect(Buffer.from(signature).toString()).toBe("der");
  expect(calls[0]?.input).toMatchObject({
    KeyId: "audit",
    MessageType: "DIGEST",
    SigningAlgorithm: "ECDSA_SHA_256",
  });
  expect(calls[0]?.input.Message).toHaveLength(32);
});
