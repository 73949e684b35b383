/*
 * Replaces `node:crypto` where code for browsers is bundled: of it, the advice about keys needs one function.
 */

/** The first byte of a DER sequence, which every private key is (RFC 5208, RFC 8017 A.1.2). */
const SEQUENCE = 0x30;

/** No private key is shorter, in bytes. */
const SHORTEST = 32;

/** Long form of a length in two bytes (X.690, 8.1.3.5). */
const TWO_BYTES = 0x82;

/**
 * Accepts a private key in PEM whose content has the length that it names, as it has not if a part of it was lost. The worker
 * parses it in full.
 * @throws Error for any other text.
 */
export function createPublicKey(pem: string): void {
  const base64 = pem.replaceAll(/-----[A-Z ]+-----|\s/g, "");
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const [first, form, high = 0, low = 0] = bytes;
  const named = form === TWO_BYTES ? 4 + high * 256 + low : 2 + (form ?? 0);
  if (first !== SEQUENCE || bytes.length !== named || named < SHORTEST)
    throw new Error("this is not a private key in PEM");
}
