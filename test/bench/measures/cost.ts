import { MEMORY } from "../../../infra/sizing.ts";
import { ASSUMED, PRICES } from "../prices.ts";
import type { Calls } from "./calls.ts";
import { callsOf, type Flow, type Part } from "./spending.ts";

/** Dollars for a million credentials, by item. */
export type Cost = Readonly<Record<string, number>>;

export const totalOf = (cost: Cost): number => Object.values(cost).reduce((sum, dollars) => sum + dollars, 0);

/** The facts about a flow that the counted calls do not show. */
interface Circumstances {
  readonly front: "http" | "rest" | "none";
  readonly queue: "sqsFifoRequest" | "sqsRequest";
  /** The number of messages that one receive and one delete of Lambda's poller serve. */
  readonly messagesPerPoll: number;
  /** The billed milliseconds of an invocation. */
  readonly ms: Partial<Record<Part, number>>;
  /** Polls beyond the one that the count includes. */
  readonly furtherLooks: number;
  /** RSA calls per credential: one for each content key that the worker receives. */
  readonly rsa: number;
}

const CREATE: Circumstances = {
  front: "http",
  queue: "sqsFifoRequest",
  messagesPerPoll: 1,
  ms: { api: ASSUMED.apiMs, worker: ASSUMED.workerOneMs, relay: ASSUMED.relayOneMs },
  furtherLooks: ASSUMED.apiLooks - 1,
  rsa: 1 / ASSUMED.sealsPerSession,
};

const IMPORT: Circumstances = {
  front: "none",
  queue: "sqsRequest",
  messagesPerPoll: 10,
  ms: { worker: ASSUMED.workerBatchMs, relay: ASSUMED.relayBatchMs },
  furtherLooks: 0,
  rsa: 1 / 1_000,
};

const NAIVE: Circumstances = {
  front: "rest",
  queue: "sqsRequest",
  messagesPerPoll: 1,
  ms: { api: ASSUMED.naiveApiMs, worker: ASSUMED.naiveWorkerOneMs },
  furtherLooks: 0,
  rsa: 0,
};

/** The list-price cost of a million credentials, for each flow. */
export const costs = ({ create, rotate, import: bulk, naive }: Calls) => ({
  create: cost(create, CREATE),
  rotate: cost(rotate, CREATE),
  import: cost(bulk, IMPORT),
  naive: cost(naive, NAIVE),
});

export type Costs = ReturnType<typeof costs>;

function cost(flow: Flow, { front, queue, messagesPerPoll, ms, furtherLooks, rsa }: Circumstances): Cost {
  const parts = Object.entries(flow) as [Part, NonNullable<Flow[Part]>][];
  const sum = (pick: (spending: NonNullable<Flow[Part]>, part: Part) => number): number =>
    parts.reduce((total, [part, spending]) => total + pick(spending, part), 0);
  const { perMillion, lambdaGigabyteSecond, logGigabyte } = PRICES;
  const gigabyteSeconds = sum(({ invocations }, part) =>
    part === "producer" ? 0 : (invocations * (MEMORY[part] / 1024) * (ms[part] ?? 0)) / 1000,
  );
  // One poll reads the credential and the event.
  const looks = furtherLooks * 2;
  const logBytes = sum((part) => part.logBytes + part.invocations * ASSUMED.platformLogBytes);
  return {
    "HTTP front": front === "none" ? 0 : perMillion[front === "http" ? "httpRequest" : "restRequest"],
    "Lambda requests": sum((part) => part.invocations) * perMillion.lambdaRequest,
    "Lambda compute": gigabyteSeconds * 1e6 * lambdaGigabyteSecond,
    SQS: (sum((part) => callsOf(part, "sqs:")) + 2 / messagesPerPoll) * perMillion[queue],
    KMS:
      sum((part) => callsOf(part, "kms:") - part.rsaCalls) * perMillion.kmsRequest +
      rsa * perMillion.kmsRsaRequest,
    "DynamoDB writes": sum((part) => part.writeUnits) * perMillion.dynamodbWriteUnit,
    "DynamoDB reads": (sum((part) => part.readUnits) + looks) * perMillion.dynamodbReadUnit,
    EventBridge: sum((part) => part.events) * perMillion.event,
    "CloudWatch Logs": ((logBytes * 1e6) / 1e9) * logGigabyte,
  };
}
