/** Memory of a function in MiB; Lambda scales CPU with it. docs/performance.md explains the choice. */
export const MEMORY = { api: 512, worker: 512, relay: 256 } as const;

/** The most records that one invocation gets. */
export const BATCH = {
  /** The most that a FIFO queue allows. */
  commands: 10,
  /** As many items as DynamoDB adds in one call. */
  imports: 25,
  /** Messages of a router, with up to a hundred rows each. */
  uses: 10,
  /** In changed records. */
  stream: 100,
} as const;
