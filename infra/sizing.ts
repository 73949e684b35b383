/** MiB of each function; CPU comes in proportion. Why these: docs/performance.md. */
export const MEMORY = { api: 512, worker: 512, relay: 256 } as const;

/** Records that one invocation gets at most. */
export const BATCH = {
  /** The most that a FIFO queue allows. */
  commands: 10,
  /** As many as one transaction takes: 100 items, of which a row needs at most three. */
  imports: 30,
  /** Outbox entries, each of one transaction of the worker. */
  outbox: 100,
} as const;
