import type { Random } from "./random.ts";
import { drawRestrictions, type Restrictions } from "./restrictions.ts";

/** The next command of a client of the API. It follows from the seed alone, whatever the answers will be. */
export interface PlannedCommand {
  readonly action: "create" | "rotate" | "rename" | "restrict" | "delete";
  /** The number of the client's own credential, in the order in which it creates them. */
  readonly subject: number;
  readonly workspace: number;
  readonly key: string | null;
  readonly name: string | null;
  readonly restrictions: Partial<Restrictions> | null;
  /** The Idempotency-Key; null for a create that is identified by its content. */
  readonly requestName: string | null;
  /** Whether the client does not wait for the outcome. */
  readonly async: boolean;
  /** Whether the client reads the credential after an outcome. */
  readonly readsBack: boolean;
}

export interface PlanOptions {
  readonly name: string;
  readonly random: Random;
  readonly workspaces: number;
  readonly newKey: () => string;
}

/** Endlessly plans creations and random changes, some of them before the last change can be stored. */
export function* planCommands(options: PlanOptions): Generator<PlannedCommand> {
  const { name, random, workspaces, newKey } = options;
  const live: { readonly subject: number; readonly workspace: number }[] = [];
  // A credential whose creation or change the client did not wait for, and that it changes again at once.
  let unfinished: (typeof live)[number] | undefined;
  for (let count = 0; ; ) {
    const readsBack = random.chance(0.4);
    if (live.length === 0 || (unfinished === undefined && random.chance(0.45))) {
      const made = { subject: count, workspace: random.below(workspaces) };
      count += 1;
      live.push(made);
      const requestName = random.chance(0.3) ? random.uuid() : null;
      const async = random.chance(0.2);
      unfinished = async && random.chance(0.7) ? made : undefined;
      const created = { key: newKey(), name: `made by ${name}`, requestName, async, readsBack };
      yield { ...made, action: "create", ...created, restrictions: null };
      continue;
    }
    const target = unfinished ?? random.pick(live);
    const async = random.chance(0.35);
    unfinished = async && random.chance(0.7) ? target : undefined;
    const named = { requestName: random.uuid(), async, readsBack };
    const change = { ...target, key: null, name: null, restrictions: null, ...named };
    const draw = random.next();
    if (draw < 0.4) yield { ...change, action: "rotate", key: newKey() };
    else if (draw < 0.6) yield { ...change, action: "rename", name: `renamed ${random.uuid()}` };
    else if (draw < 0.85) yield { ...change, action: "restrict", restrictions: drawRestrictions(random) };
    else {
      live.splice(live.indexOf(target), 1);
      unfinished = undefined;
      yield { ...change, action: "delete" };
    }
  }
}
