import {
  constants,
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  publicEncrypt,
  randomBytes,
} from "node:crypto";
import * as z from "zod/mini";
import { KeyferryError } from "../kernel/errors.ts";
import { parseJson } from "../kernel/parse-json.ts";
import { reveal, Secret } from "../kernel/secret.ts";
import { decodeUtf8 } from "../kernel/utf8.ts";

/*
 * JWE compact serialisation (RFC 7516), RSA-OAEP-256 and A256GCM (RFC 7518, 4.3 and 5.3), so that any
 * producer can seal with a stock JOSE library. This is our own implementation, because no JOSE library lets
 * KMS do the RSA step, or lets one wrapped key serve many seals.
 */

/** In lower case, as every message has it: producers may write a UUID either way. The text itself stays authenticated. */
const id = z.string().check(z.toLowerCase());

/** The members besides the JOSE ones are the seal's binding, which the worker compares with the command. */
const membersSchema = z.looseObject({
  alg: z.literal("RSA-OAEP-256"),
  enc: z.literal("A256GCM"),
  kid: z.string(),
  /** RFC 7516, 4.1.3: "zip" changes the plaintext, "crit" demands extensions that keyferry does not have. */
  zip: z.optional(z.undefined()),
  crit: z.optional(z.undefined()),
  workspace_id: z.nullable(id),
  provider: z.optional(z.string()),
  credential_id: z.optional(id),
});

const headerSchema = membersSchema.check(
  z.refine(({ provider, credential_id }) => provider !== undefined || credential_id !== undefined, {
    path: ["provider"],
  }),
);

export type SealHeader = z.infer<typeof headerSchema>;

/**
 * The scope of a seal. Without `credential_id`, it fits any credential of that workspace and provider.
 * Without `provider`, which a door may not know when it changes a credential, it fits only that credential.
 */
export interface SealBinding {
  readonly workspace_id: string | null;
  readonly provider?: string;
  readonly credential_id?: string;
}

/** A content-encryption key, plain and wrapped under the intake key. */
export interface ContentKey {
  readonly kid: string;
  readonly key: KeyObject;
  /** Base64url, as in the JWE's second part. */
  readonly wrapped: string;
}

/** The parts of a sealed key that is still closed. */
export interface ParsedSeal {
  readonly header: SealHeader;
  readonly wrappedKey: string;
  readonly protected: string;
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** Makes a random content key and wraps it under the intake public key. */
export function newContentKey(kid: string, publicKey: KeyObject): ContentKey {
  const key = randomBytes(KEY_BYTES);
  const wrapped = publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
    key,
  );
  const contentKey = { kid, key: createSecretKey(key), wrapped: wrapped.toString("base64url") };
  key.fill(0);
  return contentKey;
}

/** Seals one raw key. The binding is authenticated and readable; the key can be neither read nor replaced. */
export function sealWith(contentKey: ContentKey, secret: Secret, binding: SealBinding): string {
  const header: SealHeader = { alg: "RSA-OAEP-256", enc: "A256GCM", kid: contentKey.kid, ...binding };
  const protectedHeader = Buffer.from(JSON.stringify(header)).toString("base64url");
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", contentKey.key, iv).setAAD(
    Buffer.from(protectedHeader, "ascii"),
  );
  const ciphertext = Buffer.concat([cipher.update(reveal(secret), "utf8"), cipher.final()]);
  const parts = [iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString("base64url"));
  return [protectedHeader, contentKey.wrapped, ...parts].join(".");
}

/**
 * Takes a seal apart without opening it.
 * @throws KeyferryError `unopenable_seal` when it is not a JWE of the one form that keyferry supports.
 */
export function parseSeal(jwe: string): ParsedSeal {
  const [protectedHeader, wrappedKey, iv, ciphertext, tag, ...rest] = jwe.split(".");
  if (!protectedHeader || !wrappedKey || !iv || ciphertext === undefined || !tag || rest.length > 0) {
    throw unopenable("the sealed key is not a JWE in compact serialisation");
  }
  const header = headerSchema.safeParse(
    parseJson(Buffer.from(protectedHeader, "base64url").toString("utf8")),
  );
  if (!header.success) {
    const fields = header.error.issues.map((issue) => issue.path.join(".")).filter((path) => path !== "");
    throw unopenable(
      `the sealed key's protected header is not acceptable: ${fields.join(", ") || "not an object"}`,
    );
  }
  decode(wrappedKey);
  const parsed = {
    header: header.data,
    wrappedKey,
    protected: protectedHeader,
    iv: decode(iv),
    ciphertext: decode(ciphertext),
    tag: decode(tag),
  };
  if (parsed.iv.length !== IV_BYTES || parsed.tag.length !== TAG_BYTES) {
    throw unopenable("the sealed key's initialisation vector or tag has the wrong length");
  }
  return parsed;
}

/**
 * Opens a seal with its unwrapped content key.
 * @throws KeyferryError `unopenable_seal` when header, ciphertext or tag were altered, or when the content
 *   key belongs to another seal.
 */
export function openSealWith(contentKey: KeyObject | Uint8Array, seal: ParsedSeal): Secret {
  try {
    const decipher = createDecipheriv("aes-256-gcm", contentKey, seal.iv, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(seal.protected, "ascii"))
      .setAuthTag(seal.tag);
    const plaintext = Buffer.concat([decipher.update(seal.ciphertext), decipher.final()]);
    const key = decodeUtf8(plaintext);
    if (key !== null) return new Secret(key);
  } catch (cause) {
    throw unopenable("the sealed key does not open", cause);
  }
  throw unopenable("the sealed key is not UTF-8");
}

/**
 * Decodes strictly, unlike Buffer: it accepts no stray characters or bits, so that each seal has exactly one
 * spelling (RFC 4648, 3.5).
 */
function decode(part: string): Buffer {
  const bytes = Buffer.from(part, "base64url");
  if (bytes.toString("base64url") !== part)
    throw unopenable("the sealed key has a part that is not base64url");
  return bytes;
}

const unopenable = (message: string, cause?: unknown) =>
  new KeyferryError("unopenable_seal", message, { cause });
