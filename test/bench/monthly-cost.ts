import type { Cost } from "./measures/cost.ts";
import { ARCHIVE, ASSUMED, PRICES } from "./prices.ts";

/** A month's traffic, in millions. */
export interface Traffic {
  readonly changes: number;
  readonly reads: number;
}

/** What a deployment has that costs money while it does nothing. */
export interface Standing {
  readonly keys: number;
  /** The metrics that the alarms evaluate: an alarm on an expression of two counts twice. */
  readonly alarmMetrics: number;
  readonly ownMetrics: number;
  /** The queues that Lambda polls. */
  readonly polledQueues: number;
}

/** Dollars of us-east-1, without free tiers. List prices as they are known, not checked against AWS's pages. */
const MONTHLY = { key: 1, alarmMetric: 0.1, ownMetric: 0.3, dashboard: 3 };

/** Requests a month of Lambda's pollers on one queue, in millions: five poll all the time, for 20 seconds each. */
const IDLE_POLLS = 0.657;
const SWEEPS = 43_200;
const DIGESTS = 720;
/** Bytes that one idle sweep or digest writes to its log. */
const IDLE_LOG_BYTES = 700;
/** Gigabyte-seconds of one: 256 MB for 40 ms, and 512 MB for two seconds. */
const SWEEP_GBS = 0.25 * 0.04;
const DIGEST_GBS = 0.5 * 2;
/** A read: 512 MB for 30 ms, four read units, a line of the function, of the platform and of the access log. */
const READ = { gigabyteSeconds: 0.5 * 0.03, units: 4, logBytes: 930 };
/** The archive waits half a minute for a batch, so that it writes no more objects a month than this, in millions. */
const MOST_OBJECTS = 0.0864;

/** Dollars a month by item, given the dollars of a million creates as `docs/performance.md` has them. */
export function monthlyCost({ changes, reads }: Traffic, create: Cost, standing: Standing): Cost {
  const { perMillion, lambdaGigabyteSecond, logGigabyte } = PRICES;
  const of = (item: string): number => create[item] ?? Number.NaN;
  const compute = (gigabyteSeconds: number): number => gigabyteSeconds * lambdaGigabyteSecond;
  return {
    keys: standing.keys * MONTHLY.key,
    alarms:
      standing.alarmMetrics * MONTHLY.alarmMetric +
      standing.ownMetrics * MONTHLY.ownMetric +
      MONTHLY.dashboard,
    sqs: standing.polledQueues * IDLE_POLLS * perMillion.sqsRequest + changes * of("SQS"),
    http: (changes + reads) * perMillion.httpRequest,
    lambda:
      compute(SWEEPS * SWEEP_GBS + DIGESTS * DIGEST_GBS) +
      ((SWEEPS + DIGESTS) / 1e6) * perMillion.lambdaRequest +
      changes * (of("Lambda requests") + of("Lambda compute")) +
      reads * (perMillion.lambdaRequest + compute(READ.gigabyteSeconds * 1e6)),
    dynamodb:
      changes * (of("DynamoDB writes") + of("DynamoDB reads")) +
      reads * READ.units * perMillion.dynamodbReadUnit,
    kms: (DIGESTS / 1e6) * perMillion.kmsRsaRequest + changes * of("KMS"),
    events:
      changes * (of("EventBridge") + ARCHIVE.requestsPerEvent * perMillion.sqsRequest) +
      (Math.min(changes, MOST_OBJECTS) + DIGESTS / 1e6) * perMillion.s3Put,
    logs:
      (((SWEEPS + DIGESTS) * IDLE_LOG_BYTES) / 1e9) * logGigabyte +
      changes * of("CloudWatch Logs") +
      ((reads * READ.logBytes * 1e6) / 1e9) * logGigabyte,
  };
}

/** What is added if so many changes share a content key: each has its RSA request. At low traffic it is 1. */
export const rsaBeyond = ({ changes }: Traffic, sealsPerSession: number): number =>
  changes * (1 / sealsPerSession - 1 / ASSUMED.sealsPerSession) * PRICES.perMillion.kmsRsaRequest;
