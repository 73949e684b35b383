/**
 * A model of one account: doors and workers take executions from one pool, on a clock of its own. Times are those that
 * test/bench measured, rounded; what counts is who waits for whom.
 */

const COLD_DOOR_MS = 300;
const COLD_WORKER_MS = 700;
const BEFORE_SEND_MS = 60;
const POLL_MS = 30;
const LOOK_MS = 50;
/** How long Lambda's poller waits after a refused invocation. */
const REFUSED_MS = 1_000;
/** How long a client waits after a 429. */
const BACKOFF_MS = 1_000;
const batchMs = (messages: number): number => 80 + 10 * messages;

export interface Account {
  /** Concurrent executions of the account. */
  readonly slots: number;
  readonly workerReserved: number | null;
  readonly commandConcurrency: number;
  readonly requestRate: number;
  readonly requestBurst: number;
  readonly waitBudgetMs: number;
}

export interface Answers {
  readonly 201: number;
  readonly 202: number;
  /** Requests that the gateway refused before any function; their client sends them again. */
  readonly 429: number;
  readonly 503: number;
  /** How often Lambda refused to start the worker. */
  readonly workerRefused: number;
  readonly seconds: number;
}

/** Lets `clients` send `posts` requests each, one after the other, and counts the answers. */
export function sendAll(account: Account, clients: number, posts: number): Answers {
  const count = { 201: 0, 202: 0, 429: 0, 503: 0, workerRefused: 0 };
  const clock = eventClock();
  const shared = { free: account.slots - (account.workerReserved ?? 0), warm: 0, busy: 0 };
  const own = account.workerReserved === null ? undefined : { free: account.workerReserved };
  const admit = tokenBucket(account);
  const queue: (() => void)[] = [];
  let workers = 0;
  let warmWorkers = 0;

  function post(left: number): void {
    if (left === 0) return;
    if (!admit(clock.now())) {
      count[429] += 1;
      clock.after(BACKOFF_MS, () => post(left));
      return;
    }
    if (shared.free === 0) {
      count[503] += 1;
      post(left - 1);
      return;
    }
    shared.free -= 1;
    shared.busy += 1;
    const cold = shared.busy > shared.warm ? COLD_DOOR_MS : 0;
    shared.warm = Math.max(shared.warm, shared.busy);
    clock.after(cold + BEFORE_SEND_MS, () => {
      let settled = false;
      queue.push(() => {
        settled = true;
      });
      clock.after(POLL_MS, poll);
      const until = clock.now() + account.waitBudgetMs;
      const look = (): void => {
        if (!settled && clock.now() < until) {
          clock.after(LOOK_MS, look);
          return;
        }
        count[settled ? 201 : 202] += 1;
        shared.free += 1;
        shared.busy -= 1;
        post(left - 1);
      };
      look();
    });
  }

  function poll(): void {
    if (queue.length === 0 || workers === account.commandConcurrency) return;
    const pool = own ?? shared;
    if (pool.free === 0) {
      count.workerRefused += 1;
      clock.after(REFUSED_MS, poll);
      return;
    }
    pool.free -= 1;
    workers += 1;
    const cold = workers > warmWorkers ? COLD_WORKER_MS : 0;
    warmWorkers = Math.max(warmWorkers, workers);
    const batch = queue.splice(0, 10);
    clock.after(cold + batchMs(batch.length), () => {
      for (const settle of batch) settle();
      pool.free += 1;
      workers -= 1;
      poll();
    });
  }

  for (let client = 0; client < clients; client += 1) post(posts);
  clock.run();
  return { ...count, seconds: clock.now() / 1_000 };
}

/** API Gateway's throttling: `requestBurst` at once, refilled at `requestRate` a second. */
function tokenBucket({ requestRate, requestBurst }: Account): (now: number) => boolean {
  let tokens = requestBurst;
  let last = 0;
  return (now) => {
    tokens = Math.min(requestBurst, tokens + ((now - last) / 1_000) * requestRate);
    last = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

/** Runs what is due, in order of time, and of arrival where times are equal. */
function eventClock() {
  const due: { readonly at: number; readonly order: number; readonly run: () => void }[] = [];
  let now = 0;
  let order = 0;
  return {
    now: () => now,
    after(ms: number, run: () => void): void {
      order += 1;
      due.push({ at: now + ms, order, run });
    },
    run(): void {
      for (;;) {
        due.sort((one, other) => one.at - other.at || one.order - other.order);
        const next = due.shift();
        if (next === undefined) return;
        now = next.at;
        next.run();
      }
    },
  };
}
