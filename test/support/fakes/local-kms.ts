import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  generateKeyPairSync,
  privateDecrypt,
  randomBytes,
} from "node:crypto";
import type { KMSClient } from "@aws-sdk/client-kms";
import { awsError, type FakeClient, fakeClient } from "./fake-client.ts";

export const INTAKE_KEY_ID = "intake-key";
export const VAULT_KEY_ID = "vault-key";

/** A key pair made at run time, so that the repository holds no private key. 2048 bits are faster. */
const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const masterKey = createHash("sha256").update("the vault key of the tests").digest();

export const intakePublicKey = { kid: INTAKE_KEY_ID, key: pair.publicKey };
export const intakePrivateKey = pair.privateKey;

export interface LocalKms extends FakeClient<KMSClient> {
  /** Makes every later call fail with that error name; undefined ends the failure. */
  readonly fail: (errorName: string | undefined) => void;
  readonly countOf: (command: string) => number;
}

/** KMS with one asymmetric intake key and one symmetric vault key, which honours the encryption context. */
export function localKms(): LocalKms {
  let failure: string | undefined;
  const guarded =
    <Input, Output>(answer: (input: Input) => Output) =>
    (input: Input): Output => {
      if (failure !== undefined) throw awsError(failure);
      return answer(input);
    };
  const { client, calls } = fakeClient<KMSClient>({
    GetPublicKeyCommand: guarded(() => ({
      PublicKey: pair.publicKey.export({ format: "der", type: "spki" }),
    })),
    GenerateDataKeyCommand: guarded(({ EncryptionContext }: { EncryptionContext: object }) => {
      const key = randomBytes(32);
      return { Plaintext: Uint8Array.from(key), CiphertextBlob: wrap(key, EncryptionContext) };
    }),
    DecryptCommand: guarded((input: DecryptInput) => ({
      Plaintext: input.KeyId === INTAKE_KEY_ID ? unwrapRsa(input) : unwrap(input),
    })),
  });
  return {
    client,
    calls,
    fail: (errorName) => {
      failure = errorName;
    },
    countOf: (command) => calls.filter(({ name }) => name === command).length,
  };
}

interface DecryptInput {
  readonly KeyId: string;
  readonly CiphertextBlob: Uint8Array;
  readonly EncryptionContext?: object;
}

function unwrapRsa({ CiphertextBlob }: DecryptInput): Uint8Array {
  try {
    return privateDecrypt(
      { key: pair.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
      CiphertextBlob,
    );
  } catch {
    throw awsError("InvalidCiphertextException");
  }
}

function wrap(key: Uint8Array, context: object): Uint8Array {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", masterKey, iv).setAAD(Buffer.from(JSON.stringify(context)));
  return Buffer.concat([iv, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
}

function unwrap({ CiphertextBlob, EncryptionContext }: DecryptInput): Uint8Array {
  const bytes = Buffer.from(CiphertextBlob);
  try {
    const decipher = createDecipheriv("aes-256-gcm", masterKey, bytes.subarray(0, 12), { authTagLength: 16 })
      .setAAD(Buffer.from(JSON.stringify(EncryptionContext)))
      .setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
  } catch {
    throw awsError("InvalidCiphertextException");
  }
}
