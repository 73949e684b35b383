import { UNRESERVED_MINIMUM } from "../shared/operations/unreserved-minimum.ts";
import type { KeyferryOptions } from "./stages.ts";

/** The least that Lambda accepts as the maximum concurrency of a queue's consumer. */
const LEAST_PER_QUEUE = 2;

/** Executions of the worker for the reports of routers, which are short and can wait. */
export const USE_CONCURRENCY = LEAST_PER_QUEUE;

/** The execution of the worker that its schedule starts, which no limit of a queue counts. */
export const SCHEDULE_CONCURRENCY = 1;

/** Seconds that a request occupies a door, on average: most outcomes are there within 0.3. */
const SECONDS_PER_REQUEST = 0.3;

/** Executions of the relay (one per shard of the stream, and its sweep), the archiver and the auditor at once. */
const BACKGROUND = 8;

/** The longest wait for an outcome in an account that is too small, in milliseconds. */
const SHORT_WAIT_MS = 1_000;

type Limits = Pick<
  KeyferryOptions,
  "requestRate" | "requestBurst" | "waitBudgetMs" | "commandConcurrency" | "importConcurrency"
>;

export interface FittedLimits extends Limits {
  /** Reserved concurrency of the worker. Null: none is reserved. */
  readonly workerReserved: number | null;
}

/** The concurrent executions that a deployment needs of its account to run with the limits of its options. */
export function neededConcurrency({ requestRate, ...limits }: Limits): number {
  const doors = Math.ceil(requestRate * SECONDS_PER_REQUEST);
  return workerConcurrency(limits) + Math.max(UNRESERVED_MINIMUM, doors + BACKGROUND);
}

const workerConcurrency = (limits: Pick<Limits, "commandConcurrency" | "importConcurrency">): number =>
  limits.commandConcurrency + limits.importConcurrency + USE_CONCURRENCY + SCHEDULE_CONCURRENCY;

/**
 * The limits under which a deployment runs well in its account. A door occupies an execution while it waits for an
 * outcome, which takes another one of the same account: doors that take all of them wait for a worker that cannot start.
 *
 * In an account with enough of them, the worker has its executions reserved. In a smaller one, such as a new account
 * with ten, nothing can be reserved. There, the API lets no more requests through than leave room for the worker, even
 * if each waits to the end, and answers the rest with 429. Reports of routers have no room there: they are short, and what
 * Lambda does not start waits on its queue. Without a known concurrency, the limits are the options.
 */
export function fitConcurrency(options: Limits & Pick<KeyferryOptions, "lambdaConcurrency">): FittedLimits {
  const { requestRate, requestBurst, waitBudgetMs, commandConcurrency, importConcurrency } = options;
  const limits = { requestRate, requestBurst, waitBudgetMs, commandConcurrency, importConcurrency };
  const { lambdaConcurrency: available } = options;
  if (available === undefined) return { ...limits, workerReserved: null };
  if (available >= neededConcurrency(limits)) {
    return { ...limits, workerReserved: workerConcurrency(limits) };
  }
  const commands = part(available, 5, commandConcurrency);
  const imports = part(available, 10, importConcurrency);
  const doors = Math.max(2, available - commands - imports);
  const burst = Math.min(requestBurst, Math.ceil(doors / 2));
  const wait = Math.min(waitBudgetMs, SHORT_WAIT_MS);
  // The gateway lets through `burst` at once, and then `rate` a second, each of which occupies a door for a second.
  return {
    requestRate: Math.min(requestRate, doors - burst),
    requestBurst: burst,
    waitBudgetMs: wait,
    commandConcurrency: commands,
    importConcurrency: imports,
    workerReserved: null,
  };
}

const part = (available: number, divisor: number, most: number): number =>
  Math.min(most, Math.max(LEAST_PER_QUEUE, Math.floor(available / divisor)));
