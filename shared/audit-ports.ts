/*
 * What the audit log's use cases need from the outside world. As in `ports.ts`, every method may throw KeyferryError
 * `unavailable`.
 */

/** The audit archive, as far as one may read it: a bucket, or a copy of it on disk. */
export interface ArchiveReader {
  /** Keys under a prefix in ascending order, from behind `after` on. */
  list(prefix: string, after?: string): AsyncIterable<string>;
  read(key: string): Promise<Uint8Array>;
}

/** The audit archive: what is in it is written once. */
export interface Archive extends ArchiveReader {
  /** False where there is an object of that key: nothing is overwritten. */
  add(key: string, content: string): Promise<boolean>;
}

/** Signs with the audit key, whose private half never leaves KMS. */
export interface DigestSigner {
  readonly keyId: string;
  /** ECDSA on P-256 over the SHA-256 of a text; the signature in DER. */
  sign(text: string): Promise<Uint8Array>;
}
