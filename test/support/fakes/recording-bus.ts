import type { EventBus } from "../../../shared/audit/ports.ts";
import type { AuditEvent } from "../../../shared/credentials/audit-event.ts";

export interface RecordingBus extends EventBus {
  /** The events that it took, in order, once per publication. */
  readonly taken: readonly AuditEvent[];
  /** Refuses these events from now on. */
  readonly refuse: (...ids: readonly string[]) => void;
}

/** A bus that records the events that it takes. */
export function recordingBus(): RecordingBus {
  const taken: AuditEvent[] = [];
  let refused: ReadonlySet<string> = new Set();
  return {
    taken,
    refuse: (...ids) => {
      refused = new Set(ids);
    },
    async publish(events) {
      taken.push(...events.filter(({ id }) => !refused.has(id)));
      return new Set(events.map(({ id }) => id).filter((id) => refused.has(id)));
    },
  };
}
