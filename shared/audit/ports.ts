import type { AuditEvent, EventReference } from "../credentials/audit-event.ts";

/** An entry of the transactional outbox: events that were committed together and may not be published yet. */
export interface OutboxEntry {
  readonly shard: number;
  /** Sorts by the time of the commit. */
  readonly position: string;
  readonly events: readonly EventReference[];
}

/** The relay's access to the table. */
export interface Outbox {
  /** The remaining entries that were committed before that time, oldest first within each shard. */
  listBefore(time: Date): AsyncIterable<readonly OutboxEntry[]>;
  readEvents(references: readonly EventReference[]): Promise<readonly AuditEvent[]>;
  /** Marks everything in these entries as published. */
  remove(entries: readonly OutboxEntry[]): Promise<void>;
}

export interface EventBus {
  /** Publishes as many events as it can and returns the ids of those that the bus did not take. */
  publish(events: readonly AuditEvent[]): Promise<ReadonlySet<string>>;
}

/** Read access to the audit archive, whether it is the bucket or a copy on disk. */
export interface ArchiveReader {
  /** The keys under a prefix in ascending order, starting behind `after`. */
  list(prefix: string, after?: string): AsyncIterable<string>;
  read(key: string): Promise<Uint8Array>;
}

/** The audit archive. Objects are written once and never overwritten. */
export interface Archive extends ArchiveReader {
  /** False if an object with that key exists already, which then stays as it is. */
  add(key: string, content: string): Promise<boolean>;
}

/** Signs with the audit key, whose private half never leaves KMS. */
export interface DigestSigner {
  readonly keyId: string;
  /** ECDSA on P-256 over the SHA-256 of a text. The signature is in DER. */
  sign(text: string): Promise<Uint8Array>;
}
