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
  /** Looks whether the outcome is there, once it was told. */
  readonly readsBack: boolean;
}

export interface PlanOptions {
  readonly name: string;
  readonly random: Random;
  readonly workspaces: number;
  readonly newKey: () => string;
}

/** Makes credentials and changes them at random, without end; some again before their last change can be there. */
export function* planCommands(options: PlanOptions): Generator<PlannedCommand> {
  const { name, random, workspaces, newKey } = options;
  const live: { readonly subject: number; readonly workspace: number }[] = [];
  // A credential whose change was not waited for, and that is to be changed again at once.
  let hasty: (typeof live)[number] | undefined;
  for (let count = 0; ; ) {
    const readsBack = random.chance(0.4);
    if (live.length === 0 || (hasty === undefined && random.chance(0.45))) {
      const made = { subject: count, workspace: random.below(workspaces) };
      count += 1;
      live.push(made);
      const requestName = random.chance(0.3) ? random.uuid() : null;
      const async = random.chance(0.15);
      const created = { key: newKey(), name: `made by ${name}`, requestName, async, readsBack };
      yield { ...made, action: "create", ...created };
      continue;
    }
    const target = hasty ?? random.pick(live);
    const async = random.chance(0.35);
    hasty = async && random.chance(0.7) ? target : undefined;
    const named = { requestName: random.uuid(), async, readsBack };
    const change = { ...target, key: null, name: null, ...named };
    const draw = random.next();
    if (draw < 0.45) yield { ...change, action: "rotate", key: newKey() };
    else if (draw < 0.85) yield { ...change, action: "rename", name: `renamed ${random.uuid()}` };
    else {
      live.splice(live.indexOf(target), 1);
      hasty = undefined;
      yield { ...change, action: "delete" };
    }
  }
}
