import type { Mutant } from "./mutant.ts";

export const RELAY_MUTANTS: readonly Mutant[] = [
  {
    name: "removes an outbox entry whose events the bus refused",
    file: "shared/audit/publish-events.ts",
    find: `filter((entry) => entry.events.every(({ id }) => taken.has(id)))`,
    replace: `filter((entry) => entry.events.length > 0)`,
    faults: ["event bus fails"],
  },
  {
    name: "removes outbox entries before it publishes their events",
    file: "shared/audit/publish-events.ts",
    find: `const events = await outbox.readEvents(wanted);`,
    replace: `const events = await outbox.readEvents(wanted);\n    await outbox.remove(entries);`,
    faults: ["event bus fails", "relay killed in mid-batch"],
  },
  {
    name: "never sweeps the outbox",
    file: "shared/audit/sweep-outbox.ts",
    find: `dependencies.outbox.listBefore(before)`,
    replace: `dependencies.outbox.listBefore(new Date(0))`,
    faults: ["event bus fails"],
  },
];
