import { KeyferryError } from "../shared/kernel/errors.ts";
import type { ResolverNotice } from "./notice.ts";
import type { Snapshot } from "./snapshot.ts";

/** How old an answer may be, in milliseconds. */
export interface Bounds {
  /** While the store answers. */
  readonly maxStaleMs: number;
  /** While it does not. */
  readonly staleIfErrorMs: number;
}

export interface SnapshotsOptions extends Bounds {
  /** The memory that all snapshots may take together, in bytes. */
  readonly maxBytes: number;
  readonly read: (workspaceId: string | null, before: Snapshot | undefined) => Promise<Snapshot>;
  readonly now: () => number;
  readonly notice: (notice: ResolverNotice) => void;
}

/** A snapshot as an answer: `stale` if it is older than the bound, because the store does not answer. */
export interface Found {
  readonly snapshot: Snapshot;
  readonly stale: boolean;
}

interface Entry {
  snapshot?: Snapshot;
  /** A read that is under way: all who need one share it. */
  reading?: Promise<void>;
  /** How often it was invalidated, now and when the read of the snapshot began. */
  invalidations: number;
  invalidationsAtRead: number;
  /** After a failure: the time before which nobody asks again. */
  retryAt: number;
}

/** The pause after a read that failed, in which a snapshot that is there answers for it. */
const PAUSE_MS = 1_000;

/** The snapshots of the workspaces in use, each read again before it is too old. */
export class Snapshots {
  readonly #entries = new Map<string | null, Entry>();
  readonly #options: SnapshotsOptions;

  constructor(options: SnapshotsOptions) {
    this.#options = options;
  }

  /**
   * What the table had at most `maxStaleMs` before `askedAt`. From half of that age on, it is read again in the background,
   * so that nobody waits for a workspace in use.
   * @throws KeyferryError `unavailable` when the store does not answer, and nothing is there that may stand in
   */
  async of(workspaceId: string | null, askedAt: number): Promise<Found> {
    const entry = this.#entry(workspaceId);
    const { maxStaleMs, staleIfErrorMs } = this.#options;
    // An event that arrives later is the matter of later requests: else those of a workspace that changes all the time
    // would never end.
    const { invalidations } = entry;
    const found = (maxAgeMs: number): Snapshot | undefined => {
      const { snapshot, invalidationsAtRead } = entry;
      const isNewEnough = snapshot !== undefined && snapshot.readAt >= askedAt - maxAgeMs;
      return isNewEnough && invalidationsAtRead >= invalidations ? snapshot : undefined;
    };
    for (;;) {
      const snapshot = found(maxStaleMs);
      if (snapshot !== undefined) {
        if (found(maxStaleMs / 2) === undefined) void this.#refresh(workspaceId, entry);
        return { snapshot, stale: false };
      }
      // Whoever starts a read gets one that is new enough; whoever joins one may have to ask again.
      const failure = await this.#refresh(workspaceId, entry);
      if (failure === undefined) continue;
      const standIn = found(staleIfErrorMs);
      if (standIn !== undefined) return { snapshot: standIn, stale: true };
      throw new KeyferryError("unavailable", UNREADABLE, { cause: failure });
    }
  }

  /** Lets nothing be used that was read until now. Null = the global credentials. */
  invalidate(workspaceId: string | null): void {
    const entry = this.#entries.get(workspaceId);
    if (entry === undefined) return;
    entry.invalidations += 1;
    entry.retryAt = 0;
  }

  /** The workspaces that have this credential in memory, and those that may have it when the read under way is done. */
  holding(credentialId: string): readonly (string | null)[] {
    return [...this.#entries].flatMap(([workspaceId, { snapshot, reading }]) => {
      const readable = [...(snapshot?.credentials.values() ?? [])].flat().map(({ id }) => id);
      const all = [...readable, ...[...(snapshot?.unreadable.values() ?? [])].flat()];
      return reading !== undefined || all.includes(credentialId) ? [workspaceId] : [];
    });
  }

  *[Symbol.iterator](): Iterator<Snapshot> {
    for (const { snapshot } of this.#entries.values()) if (snapshot !== undefined) yield snapshot;
  }

  clear(): void {
    this.#entries.clear();
  }

  /** Moves the entry to the end, since the first ones are the first to go. */
  #entry(workspaceId: string | null): Entry {
    const entry = this.#entries.get(workspaceId) ?? { invalidations: 0, invalidationsAtRead: 0, retryAt: 0 };
    this.#entries.delete(workspaceId);
    this.#entries.set(workspaceId, entry);
    return entry;
  }

  /** Reads again, or waits for the read that is under way. Returns why it failed. Never throws. */
  async #refresh(workspaceId: string | null, entry: Entry): Promise<KeyferryError | undefined> {
    if (entry.snapshot !== undefined && this.#options.now() < entry.retryAt) return STILL_DOWN;
    entry.reading ??= this.#read(workspaceId, entry).finally(() => {
      delete entry.reading;
    });
    try {
      await entry.reading;
      return undefined;
    } catch (error) {
      return error instanceof KeyferryError
        ? error
        : new KeyferryError("unavailable", UNREADABLE, { cause: error });
    }
  }

  async #read(workspaceId: string | null, entry: Entry): Promise<void> {
    const { read, now, notice } = this.#options;
    try {
      const { invalidations } = entry;
      entry.snapshot = await read(workspaceId, entry.snapshot);
      entry.invalidationsAtRead = invalidations;
      this.#dropOldest(entry);
    } catch (error) {
      entry.retryAt = now() + PAUSE_MS;
      // What was never read takes no memory.
      if (entry.snapshot === undefined) this.#entries.delete(workspaceId);
      notice({ kind: "store_unavailable", workspace_id: workspaceId });
      throw error;
    }
  }

  #dropOldest(inUse: Entry): void {
    let bytes = [...this].reduce((sum, snapshot) => sum + snapshot.bytes, 0);
    for (const [workspaceId, entry] of this.#entries) {
      if (bytes <= this.#options.maxBytes) return;
      // Those who wait for a read would each begin another one.
      if (entry === inUse || entry.reading !== undefined) continue;
      bytes -= entry.snapshot?.bytes ?? 0;
      this.#entries.delete(workspaceId);
    }
  }
}

const UNREADABLE = "the credentials of the workspace could not be read";
const STILL_DOWN = new KeyferryError("unavailable", UNREADABLE);
