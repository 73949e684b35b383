import type { UseMessage, UseOutcome, UseRow } from "../shared/credentials/credential-use.ts";
import { inChunks } from "../shared/kernel/in-chunks.ts";
import { HOUR_MS, hourOf } from "../shared/kernel/time.ts";
import type { ResolverNotice } from "./notice.ts";

export interface UseReporterOptions {
  readonly send: (message: UseMessage) => Promise<void>;
  readonly now: () => number;
  /** Runs something after so many milliseconds, and does not keep the process alive for it. */
  readonly later: (run: () => void, milliseconds: number) => void;
  readonly notice: (notice: ResolverNotice) => void;
}

/** What a use says. */
export interface Use {
  readonly credential_id: string;
  readonly key_version: number;
  readonly outcome: UseOutcome;
}

/** News waits this long for more, so that a burst makes one message. */
const GATHER_MS = 2_000;
const MAX_ROWS = 100;
/** Beyond this, uses are counted as lost. It is what 100,000 credentials take that are all used within an hour. */
const MAX_SUMS = 100_000;

interface Sum {
  readonly credential_id: string;
  readonly key_version: number;
  readonly hour: string;
  lastUsedAt: number;
  outcomes: Partial<Record<UseOutcome, number>>;
  /** The outcomes that the queue knows of this hour already. */
  readonly told: Set<UseOutcome>;
}

/**
 * Sums uses per credential, key version and hour. A message is sent for what is new: the first use in an hour, and an outcome
 * that this hour did not have yet. The rest of an hour is sent after its end.
 */
export class UseReporter {
  readonly #sums = new Map<string, Sum>();
  readonly #options: UseReporterOptions;
  /** The messages on their way. */
  readonly #sending = new Set<Promise<void>>();
  #planned = false;
  #endPlanned: string | undefined;
  #lost = 0;

  constructor(options: UseReporterOptions) {
    this.#options = options;
  }

  add({ credential_id, key_version, outcome }: Use): void {
    const at = this.#options.now();
    const hour = hourOf(new Date(at));
    const name = `${credential_id}#${key_version}#${hour}`;
    const known = this.#sums.get(name);
    if (known === undefined && this.#sums.size >= MAX_SUMS) {
      this.#lost += 1;
      // Hours that are over make room.
      this.#plan();
      return;
    }
    const sum: Sum = known ?? {
      credential_id,
      key_version,
      hour,
      lastUsedAt: at,
      outcomes: {},
      told: new Set(),
    };
    sum.lastUsedAt = Math.max(sum.lastUsedAt, at);
    sum.outcomes[outcome] = (sum.outcomes[outcome] ?? 0) + 1;
    this.#sums.set(name, sum);
    this.#planEndOf(hour);
    if (!sum.told.has(outcome)) this.#plan();
  }

  /** Sends everything that is summed, and forgets it; waits for what is on its way. Never throws. */
  async flush(): Promise<void> {
    // The second time: what was reported during the first.
    for (let times = 0; times < 2; times += 1) {
      const sums = [...this.#sums.values()];
      this.#sums.clear();
      void this.#send(sums);
      await Promise.all(this.#sending);
    }
  }

  /** What an hour has left is sent when it is over, whether anything is used then or not. */
  #planEndOf(hour: string): void {
    if (this.#endPlanned === hour) return;
    this.#endPlanned = hour;
    const { now, later } = this.#options;
    const send = () => {
      if (hourOf(new Date(now())) > hour) return void this.#sendNews();
      // A timer has a clock of its own, which may be ahead.
      this.#endPlanned = undefined;
      this.#planEndOf(hour);
    };
    later(send, Date.parse(hour) + HOUR_MS - now());
  }

  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    this.#options.later(() => {
      this.#planned = false;
      // A queue that takes long is not asked the more for it: what is new waits, in its sum.
      if (this.#sending.size > 0) this.#plan();
      else void this.#sendNews();
    }, GATHER_MS);
  }

  async #sendNews(): Promise<void> {
    const hour = hourOf(new Date(this.#options.now()));
    const over = [...this.#sums].filter(([, sum]) => sum.hour < hour);
    const news = [...this.#sums.values()].filter(
      (sum) =>
        sum.hour === hour && Object.keys(sum.outcomes).some((each) => !sum.told.has(each as UseOutcome)),
    );
    for (const [name] of over) this.#sums.delete(name);
    await this.#send([...over.map(([, sum]) => sum), ...news]);
  }

  async #send(sums: readonly Sum[]): Promise<void> {
    const sending = this.#sendRows(sums);
    this.#sending.add(sending);
    await sending.finally(() => this.#sending.delete(sending));
  }

  async #sendRows(sums: readonly Sum[]): Promise<void> {
    const { send, notice } = this.#options;
    const taken = sums.filter((sum) => usesIn(sum) > 0).map((sum) => ({ sum, row: takeRow(sum) }));
    for (const chunk of inChunks(taken, MAX_ROWS)) {
      try {
        await send({ version: 1, uses: chunk.map(({ row }) => row) });
      } catch {
        this.#lost += chunk.reduce((all, { row }) => all + usesIn(row), 0);
        for (const { sum, row } of chunk) untell(sum, row);
      }
    }
    if (this.#lost > 0) notice({ kind: "report_failed", uses: this.#lost });
    this.#lost = 0;
  }
}

const usesIn = ({ outcomes }: Pick<UseRow, "outcomes">): number =>
  Object.values(outcomes).reduce((all, count) => all + count, 0);

/** Takes what a sum has, so that it is sent once. */
function takeRow(sum: Sum): UseRow {
  const row = {
    credential_id: sum.credential_id,
    key_version: sum.key_version,
    hour: sum.hour,
    last_used_at: new Date(sum.lastUsedAt).toISOString(),
    outcomes: sum.outcomes,
  };
  for (const outcome of Object.keys(sum.outcomes)) sum.told.add(outcome as UseOutcome);
  sum.outcomes = {};
  return row;
}

/** What the queue did not take is news when it occurs again. */
function untell({ told }: Sum, { outcomes }: UseRow): void {
  for (const outcome of Object.keys(outcomes)) told.delete(outcome as UseOutcome);
}
