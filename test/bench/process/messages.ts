/** Events to pass to the handler, one after the other. */
export interface ToHost {
  readonly events: readonly unknown[];
}

/** The result of these events. */
export interface FromHost {
  /** The handler's answer to the last event. */
  readonly answer: unknown;
  readonly cpuMs: number;
  readonly wallMs: number;
  /** The bytes that the handler logged. */
  readonly logBytes: number;
  /** The process's peak memory so far, in bytes. */
  readonly peakMemory: number;
}
