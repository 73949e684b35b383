import type { ReconcileDependencies } from "../../../shared/audit/reconcile-log.ts";
import { recordingBus } from "../fakes/recording-bus.ts";
import { workerWorld } from "./worker-world.ts";

/** A worker, and a relay that publishes on a bus in memory what the worker commits. */
export function relayWorld() {
  const world = workerWorld();
  const bus = recordingBus();
  const { table, clock, log } = world;
  const relay: ReconcileDependencies = {
    bus,
    events: table.eventLog,
    outbox: table.outbox,
    records: table.records,
    log,
    now: clock.now,
  };
  return { ...world, bus, relay };
}

export type RelayWorld = ReturnType<typeof relayWorld>;
