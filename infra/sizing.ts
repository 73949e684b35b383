/** Memory of a function in MiB; Lambda scales CPU with it. docs/performance.md explains the choice. */
export const MEMORY = { api: 512, worker: 512, relay: 256 } as const;

/** The most records that one invocation gets. */
export const BATCH = {
  /** The most that a FIFO queue allows. */
  commands: 10,
  /** As many as fit into one transaction: it takes 100 items, and a row needs at most three. */
  imports: 30,
  /** In outbox entries: the worker writes one per transaction. */
  outbox: 100,
} as const;
