/**
 * List prices in dollars, us-east-1, without free tiers, discounts, taxes and data transfer. Written down on the date
 * below from AWS's public price pages; check them before you budget with them.
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
    /** Per 64 KB; receives and deletes count as well as sends. */
    sqsRequest: 0.4,
    sqsFifoRequest: 0.5,
    kmsRequest: 3.0,
    /** Any request that uses a key of RSA 3072 or larger. */
    kmsRsaRequest: 15.0,
    /** On demand; a transaction is two units per KB. */
    dynamodbWriteUnit: 0.625,
    dynamodbReadUnit: 0.125,
    /** Per 64 KB, on a bus of one's own. */
    event: 1.0,
  },
  /** Lambda on ARM. */
  lambdaGigabyteSecond: 0.0000133334,
  /** CloudWatch Logs, ingestion. */
  logGigabyte: 0.5,
} as const;

/**
 * What no count gives: the billed milliseconds of a warm invocation on Lambda. Estimates, from the CPU that the
 * benchmark measures and the public latencies of the services; nothing here was measured on Lambda.
 */
export const ASSUMED = {
  /** A wait for the outcome included: SQS to Lambda 16 ms, the worker, and the rest of the pause. */
  apiMs: 140,
  /** Looks at the table in that time: the simulation of the wait, at outcomes of 80 ms. */
  apiLooks: 2.6,
  workerOneMs: 50,
  workerBatchMs: 90,
  relayOneMs: 40,
  relayBatchMs: 350,
  /** Of those, what is spent waiting for other services, whatever the memory: a request, a full batch of each other. */
  waitingMs: { api: 130, worker: 60, relay: 40 },
  naiveApiMs: 20,
  naiveWorkerOneMs: 50,
  /** Between the platform's START, END and REPORT. */
  platformLogBytes: 330,
  /** Credentials that come in under one content key, out of at most a thousand. */
  sealsPerSession: 100,
} as const;
