import type { Random } from "./random.ts";

/** What a client of the API is going to do. Follows from the seed alone, whatever the answers will be. */
export interface PlannedCommand {
  readonly action: "create" | "rotate" | "rename" | "delete";
  /** Which of the client's own credentials, counted in the order in which it creates them. */
  readonly subject: number;
  readonly workspace: number;
  readonly key: string | null;
  readonly name: string | null;
  /** The Idempotency-Key. Null for a create that its content names. */
  readonly requestName: string | null;
  /** Does not wait for the outcome. */
  readonly async: boolean;
}

export interface PlanOptions {
  readonly name: string;
  readonly random: Random;
  readonly workspaces: number;
  readonly newKey: () => string;
}

/** Makes credentials and changes them at random, without end. */
export function* planCommands(options: PlanOptions): Generator<PlannedCommand> {
  const { name, random, workspaces, newKey } = options;
  const live: { readonly subject: number; readonly workspace: number }[] = [];
  for (let created = 0; ; ) {
    if (live.length === 0 || random.chance(0.45)) {
      const made = { subject: created, workspace: random.below(workspaces) };
      created += 1;
      live.push(made);
      const requestName = random.chance(0.3) ? random.uuid() : null;
      const async = random.chance(0.15);
      yield { ...made, action: "create", key: newKey(), name: `made by ${name}`, requestName, async };
      continue;
    }
    const target = random.pick(live);
    const change = { ...target, key: null, name: null, requestName: random.uuid(), async: false };
    const draw = random.next();
    if (draw < 0.45) yield { ...change, action: "rotate", key: newKey() };
    else if (draw < 0.85) yield { ...change, action: "rename", name: `renamed ${random.uuid()}` };
    else {
      live.splice(live.indexOf(target), 1);
      yield { ...change, action: "delete" };
    }
  }
}
