import type { AuditEvent, EventReference } from "../credentials/audit-event.ts";

/** The log in the table: every event in it is on the bus. It only grows. */
export interface EventLog {
  /**
   * Adds these events. One that is there stays as it is.
   * @returns those that are not known to be in the log now.
   */
  add(events: readonly AuditEvent[]): Promise<readonly AuditEvent[]>;
  /** The ids of those of these events that are in the log. */
  find(references: readonly EventReference[]): Promise<ReadonlySet<string>>;
}

/** Events that wait for the bus outside of any record: rejections, and what could not be published from a record. */
export interface Outbox {
  /** Adds these events, as {@link EventLog.add} does. */
  add(events: readonly AuditEvent[]): Promise<readonly AuditEvent[]>;
  /** The events of before that time, page by page. All events of a page are of one shard. */
  listBefore(time: Date): AsyncIterable<readonly AuditEvent[]>;
  remove(events: readonly AuditEvent[]): Promise<void>;
}

/** The records of credentials, read without their ciphertext. */
export interface RecordNews {
  /**
   * The news of all records that changed since that time, page by page. May lag behind the latest changes.
   * @param segment which of {@link SEGMENTS} equal parts of the table.
   */
  listChangedSince(time: Date, segment: number): AsyncIterable<readonly AuditEvent[]>;
}

/** A day's hours: each hour, one part of the table is compared with the log. */
export const SEGMENTS = 24;

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
