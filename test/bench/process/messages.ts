/** Events to hand to the handler, one after the other. */
export interface ToHost {
  readonly events: readonly unknown[];
}

/** What that took. */
export interface FromHost {
  /** The handler's answer to the last event. */
  readonly answer: unknown;
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Bytes that the handler logged. */
  readonly logBytes: number;
  /** The process's largest memory so far, in bytes. */
  readonly peakMemory: number;
}
