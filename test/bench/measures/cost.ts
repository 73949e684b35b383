import { MEMORY } from "../../../infra/sizing.ts";
import { pollingInterval } from "../../../shared/credentials/requests/polling-interval.ts";
import { ARCHIVE, ASSUMED, PRICES } from "../prices.ts";
import { fixedPauses, type Hop, type Modelled, modelLatency } from "../simulation/latency.ts";
import { type Calls, ROWS_PER_CALL } from "./calls.ts";
import type { Measured } from "./flows.ts";
import { callsOf, type Part, type Spending } from "./spending.ts";

/** Dollars for a million credentials, by item. */
export type Cost = Readonly<Record<string, number>>;

export const totalOf = (cost: Cost): number => Object.values(cost).reduce((sum, dollars) => sum + dollars, 0);

/** A way into keyferry or into a peer that is counted. */
export type Way = Exclude<keyof Calls, "start">;

/** The facts about a way that the counted calls do not show. */
interface Circumstances {
  readonly queue: Hop;
  readonly isInteractive: boolean;
  /** The number of credentials that one receive and one delete of Lambda's poller serve. */
  readonly perPoll: number;
  /** RSA calls per credential: one for each content key that the worker receives. */
  readonly rsa: number;
  readonly isArchived: boolean;
  /** The pauses between a door's looks for the outcome. */
  readonly pace: typeof pollingInterval;
}

const ALONE = { queue: "fifo", isInteractive: true, perPoll: 1 } as const;
const LOADED = { ...ALONE, perPoll: 10 } as const;
const OURS = { rsa: 1 / ASSUMED.sealsPerSession, isArchived: true, pace: pollingInterval } as const;
/** Nothing of the peers is archived. The careful door looks every 50 ms. */
const PEERS = { rsa: 0, isArchived: false, pace: () => fixedPauses([50]) } as const;

const CIRCUMSTANCES: Readonly<Record<Way, Circumstances>> = {
  create: { ...ALONE, ...OURS },
  createUnderLoad: { ...LOADED, ...OURS },
  rotate: { ...ALONE, ...OURS },
  import: {
    ...OURS,
    queue: "standard",
    isInteractive: false,
    perPoll: ROWS_PER_CALL,
    rsa: 1 / 1_000,
  },
  naive: { ...ALONE, ...PEERS },
  naiveUnderLoad: { ...LOADED, ...PEERS },
  careful: { ...ALONE, ...PEERS },
  carefulUnderLoad: { ...LOADED, ...PEERS },
};

export const WAYS = Object.keys(CIRCUMSTANCES) as readonly Way[];

export interface Priced {
  readonly cost: Cost;
  /** What the bill's milliseconds and looks come from. */
  readonly modelled: Modelled;
}

/** The list-price cost of a million credentials, for each way. */
export const price = (calls: Calls): Readonly<Record<Way, Priced>> =>
  Object.fromEntries(WAYS.map((way) => [way, priceOf(calls[way], CIRCUMSTANCES[way])])) as Record<
    Way,
    Priced
  >;

function priceOf({ flow, path }: Measured, circumstances: Circumstances): Priced {
  const { queue, isInteractive, perPoll, rsa, isArchived, pace } = circumstances;
  const modelled = modelLatency(path, queue, pace());
  const parts = Object.entries(flow) as [Part, Spending][];
  const sum = (pick: (spending: Spending, part: Part) => number): number =>
    parts.reduce((total, [part, spending]) => total + pick(spending, part), 0);
  const { perMillion, lambdaGigabyteSecond, logGigabyte } = PRICES;
  const gigabyteSeconds = sum(({ invocations }, part) =>
    part === "producer" ? 0 : (MEMORY[part] / 1024) * (billedMs(part, invocations, modelled) / 1000),
  );
  const furtherLooks = path.looks.length === 0 ? 0 : modelled.looks - 1;
  const logBytes =
    sum((part) => part.logBytes + part.invocations * ASSUMED.platformLogBytes) +
    (isInteractive ? ASSUMED.accessLogBytes : 0);
  const requests = isArchived ? ARCHIVE.requestsPerEvent * perMillion.sqsRequest : 0;
  const objects = isArchived ? perMillion.s3Put / ARCHIVE.eventsPerObject : 0;
  const cost = {
    "HTTP front": isInteractive ? perMillion.httpRequest : 0,
    "Lambda requests": sum((part) => part.invocations) * perMillion.lambdaRequest,
    "Lambda compute": gigabyteSeconds * 1e6 * lambdaGigabyteSecond,
    SQS:
      (sum((part) => callsOf(part, "sqs:")) + 2 / perPoll) *
      perMillion[queue === "fifo" ? "sqsFifoRequest" : "sqsRequest"],
    KMS:
      sum((part) => callsOf(part, "kms:") - part.rsaCalls) * perMillion.kmsRequest +
      rsa * perMillion.kmsRsaRequest,
    "DynamoDB writes": sum((part) => part.writeUnits) * perMillion.dynamodbWriteUnit,
    "DynamoDB reads":
      (sum((part) => part.readUnits) + furtherLooks * path.lookUnits) * perMillion.dynamodbReadUnit,
    EventBridge: sum((part) => part.events) * perMillion.event,
    "Audit archive": requests + objects,
    "CloudWatch Logs": ((logBytes * 1e6) / 1e9) * logGigabyte,
  };
  return { cost, modelled };
}

/** The milliseconds that Lambda bills for a credential: the function waits for AWS and computes. */
export function billedMs(
  part: "api" | "worker" | "relay",
  invocations: number,
  { mean, workerMs, relayMs }: Modelled,
): number {
  const waiting = { api: mean, worker: workerMs, relay: relayMs }[part];
  const own = ASSUMED.ownMs[part];
  return invocations * (waiting + own.invocation) + own.credential;
}
