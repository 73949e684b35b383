import { createPublicKey } from "node:crypto";
import type { KeyRefusal } from "./key-inspection.ts";

/** Longer than any RSA key in use, so that its parsing stays cheap. */
const MAX_PEM = 16 * 1024;

const HEADING = /^\s*-----BEGIN (?:[A-Z]{2,5} )?PRIVATE KEY-----/;

/** The reason for which a text is not a private key in PEM that a library can read; null if it is one. */
export function refusePem(text: string): KeyRefusal | null {
  if (/\\[nr]/.test(text)) {
    return {
      code: "pem_invalid",
      message: "This has line breaks written as \\n: they were escaped twice, and no library can read it.",
    };
  }
  return text.length <= MAX_PEM && HEADING.test(text) && isPrivateKey(text)
    ? null
    : { code: "pem_invalid", message: "This is not a private key in PEM." };
}

/** `createPublicKey` reads private keys as well. The doors load nothing that could open a seal. */
function isPrivateKey(pem: string): boolean {
  try {
    createPublicKey(pem);
    return true;
  } catch {
    return false;
  }
}
