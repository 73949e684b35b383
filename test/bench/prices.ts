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
    /** API Gateway, REST API. */
    restRequest: 3.5,
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
  },
  /** Lambda on ARM. */
  lambdaGigabyteSecond: 0.0000133334,
  /** CloudWatch Logs, ingestion. */
  logGigabyte: 0.5,
} as const;

/**
 * The figures that no count gives: the billed milliseconds of a warm invocation on Lambda. They are estimates
 * from the CPU that the benchmark measures and from the public latencies of the services. Nothing here was
 * measured on Lambda.
 */
export const ASSUMED = {
  /** Includes the wait for the outcome: SQS to Lambda 16 ms, the worker, and the rest of the pause. */
  apiMs: 140,
  /** The polls in that time, from the simulation of the wait with outcomes of 80 ms. */
  apiLooks: 2.6,
  workerOneMs: 50,
  workerBatchMs: 90,
  relayOneMs: 40,
  relayBatchMs: 350,
  /** The part of it that waits for other services, whatever the memory, for a request or a full batch. */
  waitingMs: { api: 130, worker: 60, relay: 40 },
  naiveApiMs: 20,
  naiveWorkerOneMs: 50,
  /** The platform's START, END and REPORT lines. */
  platformLogBytes: 330,
  /** The credentials under one content key, out of at most a thousand. */
  sealsPerSession: 100,
} as const;
