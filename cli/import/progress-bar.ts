import { Presets, SingleBar } from "cli-progress";

export interface ImportProgress {
  readonly read: number;
  readonly sent: number;
  readonly created: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly skipped: number;
}

export interface ProgressView {
  start(total: number): void;
  show(progress: ImportProgress): void;
  stop(): void;
}

const FORMAT =
  "{bar} {percentage}% | read {read} · sent {sent} · created {created} · unchanged {unchanged} · skipped {skipped} · rejected {rejected}" +
  " | {rate} rows/s | {left}";

/** A bar on a terminal, elsewhere a line every five seconds; both on standard error. */
export function progressBar(now = () => performance.now()): ProgressView {
  let total = 0;
  let since = 0;
  let before: number | undefined;
  const bar = new SingleBar(
    {
      format: FORMAT,
      stream: process.stderr,
      barsize: 20,
      hideCursor: true,
      noTTYOutput: true,
      notTTYSchedule: 5_000,
      emptyOnZero: true,
      // The command handles interrupts itself: it finishes what it is sending first.
      gracefulExit: false,
    },
    Presets.shades_classic,
  );
  return {
    start(rows) {
      total = rows;
      since = now();
      bar.start(rows, 0, {
        read: 0,
        sent: 0,
        created: 0,
        unchanged: 0,
        rejected: 0,
        skipped: 0,
        rate: 0,
        left: "",
      });
    },
    show(progress) {
      const finished = progress.created + progress.unchanged + progress.rejected + progress.skipped;
      before ??= finished;
      const rate = (finished - before) / Math.max(0.001, (now() - since) / 1000);
      bar.update(finished, { ...progress, rate: Math.round(rate), left: timeLeft(total - finished, rate) });
    },
    stop: () => bar.stop(),
  };
}

export const silentProgress: ProgressView = { start: () => {}, show: () => {}, stop: () => {} };

/** `3 min 20 s left`; a dash while the rate is not known. */
export function timeLeft(rows: number, rate: number): string {
  if (rows <= 0) return "done";
  return rate < 0.01 ? "–" : `${durationOf(rows / rate)} left`;
}

/** `3 min 20 s`, of a number of seconds. */
export function durationOf(time: number): string {
  const seconds = Math.ceil(time);
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
