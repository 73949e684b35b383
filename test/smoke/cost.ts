import { MEMORY } from "../../infra/sizing.ts";
import { PRICES } from "../bench/prices.ts";

/** What a rehearsal did. */
export interface Done {
  /** Creations, changes and deletions by the API or a webhook, one message each. */
  readonly changes: number;
  /** Rows of imports. */
  readonly rows: number;
  /** Requests that change nothing. */
  readonly reads: number;
}

/** Rounded up: two records, an event and an outbox entry of up to 1 KB, at two units each in a transaction. */
const WRITE_UNITS = { change: 10, row: 6 } as const;
/** The looks for an outcome, with the management key and the record. */
const READ_UNITS = { change: 10, request: 4 } as const;
/** A send, a receive and a delete. */
const SQS_CALLS = 3;
const ROWS_PER_CALL = 10;
/** Milliseconds of a function, rounded up: of a door that waits for the outcome, of another request, of the worker and relay. */
const MS = { waiting: 150, request: 50, worker: 60, relay: 50, batch: 100 } as const;

/** Dollars at the list prices of us-east-1, without free tiers, and at low traffic: one RSA operation per change. */
export function costOf({ changes, rows, reads }: Done): number {
  const { perMillion, lambdaGigabyteSecond } = PRICES;
  const compute = (memory: number, ms: number) =>
    (memory / 1_024) * (ms / 1_000) * 1e6 * lambdaGigabyteSecond;
  const door = perMillion.httpRequest + perMillion.lambdaRequest;
  const change =
    door +
    compute(MEMORY.api, MS.waiting) +
    2 * perMillion.lambdaRequest +
    compute(MEMORY.worker, MS.worker) +
    compute(MEMORY.relay, MS.relay) +
    SQS_CALLS * perMillion.sqsFifoRequest +
    perMillion.kmsRsaRequest +
    perMillion.kmsRequest +
    WRITE_UNITS.change * perMillion.dynamodbWriteUnit +
    READ_UNITS.change * perMillion.dynamodbReadUnit +
    perMillion.event;
  const row =
    (SQS_CALLS / ROWS_PER_CALL) * perMillion.sqsRequest +
    (perMillion.kmsRequest + perMillion.lambdaRequest) / ROWS_PER_CALL +
    compute(MEMORY.worker, MS.batch / ROWS_PER_CALL) +
    WRITE_UNITS.row * perMillion.dynamodbWriteUnit +
    perMillion.event;
  const read = door + compute(MEMORY.api, MS.request) + READ_UNITS.request * perMillion.dynamodbReadUnit;
  return (changes * change + rows * row + reads * read) / 1e6;
}
