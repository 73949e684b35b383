import type { AuditEvent, EventReference } from "../credentials/audit-event.ts";

/** An entry of the transactional outbox: events that were committed together and are not yet known to be published. */
export interface OutboxEntry {
  readonly shard: number;
  /** Sorts by time of commit. */
  readonly position: string;
  readonly events: readonly EventReference[];
}

/** The relay's side of the table. */
export interface Outbox {
  /** Entries that were committed before that time and are still there, oldest first per shard. */
  listBefore(time: Date): AsyncIterable<readonly OutboxEntry[]>;
  readEvents(references: readonly EventReference[]): Promise<readonly AuditEvent[]>;
  /** Marks everything in these entries as published. */
  remove(entries: readonly OutboxEntry[]): Promise<void>;
}

export interface EventBus {
  /** Publishes all it can and returns the ids of the events that the bus did not take. */
  publish(events: readonly AuditEvent[]): Promise<ReadonlySet<string>>;
}

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
