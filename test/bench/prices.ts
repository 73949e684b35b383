/**
 * List prices in dollars for us-east-1, without free tiers, discounts, taxes and data transfer. They were
 * copied from AWS's public price pages on the date below; check them before you budget with them.
 */
export const PRICES = {
  region: "us-east-1",
  writtenDown: "2026-11-23",
  perMillion: {
    /** API Gateway, HTTP API, up to 512 KB. */
    httpRequest: 1.0,
    lambdaRequest: 0.2,
    /** Per 64 KB. Receives and deletes count as well as sends. */
    sqsRequest: 0.4,
    sqsFifoRequest: 0.5,
    kmsRequest: 3.0,
    /** Any request that uses an RSA key of 3072 bits or more. */
    kmsRsaRequest: 15.0,
    /** On demand. A transaction takes two units per KB. */
    dynamodbWriteUnit: 0.625,
    dynamodbReadUnit: 0.125,
    /** Per 64 KB, on a custom bus. */
    event: 1.0,
    s3Put: 5.0,
  },
  /** Lambda on ARM. */
  lambdaGigabyteSecond: 0.0000133334,
  /** CloudWatch Logs, ingestion. */
  logGigabyte: 0.5,
} as const;

/** The audit archive: EventBridge sends each event to a queue, and what came within half a minute becomes one object. */
export const ARCHIVE = {
  /** A send, and a share of the receives and deletes, which take ten messages. */
  requestsPerEvent: 1.2,
  /** At ten events a second. Below two a minute, each event has an object of its own. */
  eventsPerObject: 300,
} as const;

/** The figures that no count gives. They are estimates; nothing here was measured on Lambda. */
export const ASSUMED = {
  /**
   * The milliseconds that a function itself computes at its share of a processor, from the CPU that the benchmark measures: for
   * an invocation, and for each credential in it. What it waits for comes from simulation/latency.ts.
   */
  ownMs: {
    api: { invocation: 10, credential: 0 },
    worker: { invocation: 8, credential: 0.7 },
    relay: { invocation: 8, credential: 1 },
  },
  /** The platform's START, END and REPORT lines. */
  platformLogBytes: 330,
  /** A line in the log of the HTTP API (infra/constructs/api.ts). */
  accessLogBytes: 175,
  /** The credentials under one content key, out of at most a thousand. It is 1 where requests are minutes apart. */
  sealsPerSession: 100,
} as const;
