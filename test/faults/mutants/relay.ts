import type { Mutant } from "./mutant.ts";

export const RELAY_MUTANTS: readonly Mutant[] = [
  {
    name: "adds events to the log before it publishes them",
    file: "shared/audit/publish-events.ts",
    find: `    const refused = await bus.publish(events);`,
    replace: `    await eventLog.add(events);\n    const refused = await bus.publish(events);`,
    faults: ["event bus fails", "relay killed in mid-batch"],
  },
  {
    name: "never compares the records with the log",
    file: "shared/audit/reconcile-log.ts",
    find: `for await (const page of records.listChangedSince(from, segment)) {`,
    replace: `for await (const page of records.listChangedSince(new Date(dependencies.now().getTime() + 1e9), segment)) {`,
    faults: ["stream lost"],
  },
];
