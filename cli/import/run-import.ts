import { sealSession } from "../../shared/sealing/seal-session.ts";
import { type Checkpoint, checkpointOf } from "./checkpoint.ts";
import { OUTCOME, type Outcomes } from "./outcomes.ts";
import type { ProgressView } from "./progress.ts";
import type { Source } from "./read-lines.ts";
import { type FileRow, type ReadOptions, readRows } from "./read-rows.ts";
import { sendRows } from "./send-rows.ts";
import { awaitSettled } from "./settle.ts";
import type { ImportTarget } from "./target.ts";
import type { ValidateRow } from "./validate-row.ts";

export interface ImportPlan {
  readonly source: Source;
  readonly read: ReadOptions;
  readonly validate: ValidateRow;
  readonly target: ImportTarget;
  readonly import_id: string;
  /** Rows that will be sent in all; unknown where the file can be read only once. */
  readonly total_rows: number | undefined;
  /** Gets what becomes of each row; holds already which rows are invalid, where that is known. */
  readonly outcomes: Outcomes;
  readonly onInvalid: (row: FileRow, problems: FileRow["problems"]) => void;
  readonly stateDirectory: string;
  /** Sends again what was sent from here and is not settled. */
  readonly resend: boolean;
  /** Seconds to wait for outcomes while none comes; 0 = not at all. */
  readonly patience: number;
  readonly progress: ProgressView;
  readonly signal: AbortSignal;
}

export interface ImportRun {
  readonly sent: number;
  readonly seconds: number;
  /** `settled` when each row that was sent, now or before, has an outcome. */
  readonly ended: "settled" | "interrupted" | "waiting";
}

/** Milliseconds between checkpoints. */
const CHECKPOINT_EVERY = 500;

/**
 * Carries an import on from wherever it stands: leaves out what is settled, or was sent from here, sends the rest,
 * and waits for the outcomes. Stops in order when it is told to.
 * @throws KeyferryError when the target stays out of reach: what was sent is kept, and the same import can go on.
 */
export async function runImport(plan: ImportPlan): Promise<ImportRun> {
  const { target, import_id, progress, signal } = plan;
  const since = performance.now();
  const rows = plan.outcomes;
  await markSettled(rows, plan, OUTCOME.unchanged);
  const settledBefore = rows.count(OUTCOME.unchanged) + rows.count(OUTCOME.rejected);
  const unchanged = rows.count(OUTCOME.unchanged);
  const checkpoint = checkpointOf(plan.stateDirectory, import_id, [target.name, target.publicKey.kid]);
  const sentBefore = plan.resend ? 0 : await checkpoint.read();
  for (let row = 1; row <= sentBefore; row += 1) {
    if (rows.get(row) === OUTCOME.unsent) rows.set(row, OUTCOME.sent);
  }

  const counts = { read: 0, sent: 0, created: 0, unchanged, rejected: rows.count(OUTCOME.rejected) };
  const show = () => progress.show(counts);
  progress.start(plan.total_rows ?? 0);
  show();

  const mark = keepCheckpoint(checkpoint, rows, sentBefore);
  const sending = sendRows({
    ...plan,
    rows: readRows(plan.source, plan.read),
    isOpen: (row) => rows.get(row) === OUTCOME.unsent,
    seal: sealSession(target.publicKey, () => new Date()),
    onRead: (read) => {
      counts.read = read;
      show();
    },
    onSent: (sent) => {
      for (const row of sent) rows.set(row, OUTCOME.sent);
      counts.sent += sent.length;
      mark(false);
      show();
    },
  }).finally(() => mark(true));

  const onCounts = (settled: { readonly created: number; readonly rejected: number }) => {
    counts.created = settled.created - unchanged;
    counts.rejected = settled.rejected;
    show();
  };
  const expected = () => plan.total_rows ?? settledBefore + counts.sent;
  try {
    const settled = await awaitSettled({ ...plan, sending, expected, onCounts });
    await markSettled(rows, plan, OUTCOME.created);
    if (settled) await checkpoint.remove();
    return {
      sent: counts.sent,
      seconds: (performance.now() - since) / 1000,
      ended: settled ? "settled" : signal.aborted ? "interrupted" : "waiting",
    };
  } finally {
    progress.stop();
  }
}

/** Takes over what the deployment knows. Rows that are known already keep their outcome. */
async function markSettled(
  rows: Outcomes,
  { target, import_id }: ImportPlan,
  created: typeof OUTCOME.created | typeof OUTCOME.unchanged,
): Promise<void> {
  for await (const results of target.results(import_id)) {
    for (const { row, outcome, reason } of results) {
      if (rows.get(row) === OUTCOME.unchanged) continue;
      rows.set(row, outcome === "created" ? created : OUTCOME.rejected);
      if (reason !== null) rows.reasons.set(row, reason);
    }
  }
}

/**
 * Writes down now and then up to which row all were sent. Batches arrive out of order, so it is the lowest row that
 * counts; rows that are not to be sent have no say.
 */
function keepCheckpoint(checkpoint: Checkpoint, rows: Outcomes, sentBefore: number) {
  let through = sentBefore;
  let written = performance.now();
  let writing: Promise<void> = Promise.resolve();
  return (isLast: boolean): Promise<void> => {
    while (rows.get(through + 1) !== OUTCOME.unsent) through += 1;
    if (through > sentBefore && (isLast || performance.now() - written > CHECKPOINT_EVERY)) {
      written = performance.now();
      const now = through;
      writing = writing.then(() => checkpoint.write(now)).catch(() => {});
    }
    return writing;
  };
}
