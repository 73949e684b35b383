import type { OutcomeCounts } from "../../shared/imports/rows-once.ts";
import { sealSession } from "../../shared/sealing/seal-session.ts";
import { awaitOutcomes } from "./await-outcomes.ts";
import type { FileRow, ReadOptions } from "./file-row.ts";
import type { Checkpoint } from "./import-records.ts";
import type { ProgressView } from "./progress-bar.ts";
import { readFileRows } from "./read-file-rows.ts";
import type { Source } from "./read-lines.ts";
import { OUTCOME, type RowOutcomes } from "./row-outcomes.ts";
import { type SendRows, sendRows } from "./send-rows.ts";
import type { ImportTarget } from "./target.ts";
import type { ValidateRow } from "./validate-row.ts";

export interface ImportPlan extends Pick<SendRows, "admit" | "onDuplicate" | "accepts"> {
  readonly source: Source;
  readonly read: ReadOptions;
  readonly validate: ValidateRow;
  readonly target: ImportTarget;
  readonly import_id: string;
  /** Rows that will be sent in all; unknown where the file can be read only once. */
  readonly total_rows: number | undefined;
  /** Collects the outcome of each row; the rows that are known to be invalid are in it already. */
  readonly outcomes: RowOutcomes;
  /** Whether to remember which credentials have the keys of skipped rows. */
  readonly keepHolders: boolean;
  readonly onInvalid: (row: FileRow, problems: FileRow["problems"]) => void;
  readonly checkpoint: Checkpoint;
  /** Whether to send rows again that were sent from this machine and have no outcome. */
  readonly resend: boolean;
  /** Seconds to wait without a new outcome; 0 = not at all. */
  readonly patience: number;
  readonly progress: ProgressView;
  readonly signal: AbortSignal;
}

export interface ImportRun {
  readonly sent: number;
  readonly seconds: number;
  /** `finished` when each row that was sent, now or before, has an outcome. */
  readonly ended: "finished" | "interrupted" | "waiting";
}

/** Milliseconds between checkpoints. */
const CHECKPOINT_EVERY = 500;

/**
 * Starts or resumes an import: leaves out the rows that have an outcome or were sent from this machine, sends the rest,
 * and waits for the outcomes. When the signal is aborted, it finishes what it is sending and stops.
 * @throws KeyferryError when the target stays out of reach: what was sent is kept, and the same import can be resumed.
 */
export async function runImport(plan: ImportPlan): Promise<ImportRun> {
  const { target, checkpoint, progress, signal } = plan;
  const since = performance.now();
  const rows = plan.outcomes;
  const skippedHere = rows.count(OUTCOME.skipped);
  await markFinished(rows, plan, OUTCOME.unchanged);
  const skippedThere = rows.count(OUTCOME.skipped) - skippedHere;
  const finishedBefore = rows.count(OUTCOME.unchanged) + rows.count(OUTCOME.rejected) + skippedThere;
  const unchanged = rows.count(OUTCOME.unchanged);
  const sentBefore = plan.resend ? 0 : await checkpoint.read();
  if (plan.total_rows !== undefined) {
    for (let row = 1; row <= sentBefore; row += 1) {
      if (rows.get(row) === OUTCOME.unsent) rows.set(row, OUTCOME.sent);
    }
  }
  let sentEarlier = 0;
  /** Of standard input, only what is read shows which of the rows before the checkpoint were sent: not those that are invalid. */
  const admit: SendRows["admit"] = (fileRow, valid) => {
    if (!plan.admit(fileRow, valid)) return false;
    if (fileRow.row > sentBefore) return true;
    rows.set(fileRow.row, OUTCOME.sent);
    sentEarlier += 1;
    return false;
  };

  const counts = {
    read: 0,
    sent: 0,
    created: 0,
    unchanged,
    rejected: rows.count(OUTCOME.rejected),
    skipped: skippedThere,
  };
  const show = () => progress.show(counts);
  progress.start(plan.total_rows ?? 0);
  show();

  const mark = keepCheckpoint(checkpoint, rows, sentBefore);
  const sending = sendRows({
    ...plan,
    admit,
    rows: readFileRows(plan.source, plan.read),
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

  const onCounts = (finished: OutcomeCounts) => {
    counts.created = finished.created - unchanged;
    counts.rejected = finished.rejected;
    counts.skipped = finished.skipped;
    show();
  };
  const expected = () => plan.total_rows ?? finishedBefore + sentEarlier + counts.sent;
  try {
    const finished = await awaitOutcomes({ ...plan, sending, expected, onCounts });
    await markFinished(rows, plan, OUTCOME.created);
    return {
      sent: counts.sent,
      seconds: (performance.now() - since) / 1000,
      ended: finished ? "finished" : signal.aborted ? "interrupted" : "waiting",
    };
  } finally {
    progress.stop();
  }
}

/** Takes over the outcomes that the deployment knows. Rows that were unchanged before stay so. */
async function markFinished(
  rows: RowOutcomes,
  { target, import_id, keepHolders }: ImportPlan,
  created: typeof OUTCOME.created | typeof OUTCOME.unchanged,
): Promise<void> {
  for await (const results of target.results(import_id)) {
    for (const { row, id, outcome, reason } of results) {
      if (rows.get(row) === OUTCOME.unchanged) continue;
      rows.set(row, outcome === "created" ? created : OUTCOME[outcome]);
      if (outcome === "skipped" && keepHolders) rows.holders.set(row, id);
      if (reason !== null) rows.reasons.set(row, reason);
    }
  }
}

/**
 * Writes down from time to time up to which row all rows were sent. Batches are sent out of order, so the lowest row
 * that is not sent decides; rows that need not be sent are passed over.
 */
function keepCheckpoint(checkpoint: Checkpoint, rows: RowOutcomes, sentBefore: number) {
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
