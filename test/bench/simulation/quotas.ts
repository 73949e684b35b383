import type { Flow } from "../measures/spending.ts";
import { callsOf, callsOfFlow } from "../measures/spending.ts";

/** A limit that AWS sets, and how much of it one credential takes. */
export interface Quota {
  readonly name: string;
  /** Per second. */
  readonly limit: number;
  readonly adjustable: boolean;
  readonly perCredential: (flow: Flow, workspaces: number) => number;
}

const units = (flow: Flow): number => Object.values(flow).reduce((sum, part) => sum + part.writeUnits, 0);

/** Write units of the listing's index: one for each credential, in the partition of its workspace. */
const LISTING_UNITS = 1;

/** Of the units that a credential writes: those of its outbox entry, written in a transaction and removed. */
const outboxUnits = ({ worker, relay }: Flow): number =>
  (worker?.invocations ?? 0) * 2 + (relay?.writeUnits ?? 0);

/**
 * Default quotas of a large region (us-east-1), per account or, where it says so, per table, queue or partition.
 * Written down on 2026-11-23 from AWS's public pages; yours are in the Service Quotas console.
 */
export const QUOTAS: readonly Quota[] = [
  {
    name: "API Gateway: requests",
    limit: 10_000,
    adjustable: true,
    perCredential: ({ api }) => api?.invocations ?? 0,
  },
  {
    name: "KMS: symmetric operations",
    limit: 100_000,
    adjustable: true,
    perCredential: (flow) => callsOfFlow(flow, "kms:"),
  },
  {
    name: "KMS: symmetric operations, smaller regions",
    limit: 10_000,
    adjustable: true,
    perCredential: (flow) => callsOfFlow(flow, "kms:"),
  },
  {
    name: "DynamoDB: write units of a table",
    limit: 40_000,
    adjustable: true,
    perCredential: units,
  },
  {
    name: "DynamoDB: write units of a new on-demand table",
    limit: 4_000,
    adjustable: true,
    perCredential: units,
  },
  {
    name: "DynamoDB: a partition of the listing (one workspace)",
    limit: 1_000,
    adjustable: false,
    perCredential: (_, workspaces) => LISTING_UNITS / workspaces,
  },
  {
    name: "DynamoDB: a partition of the outbox (one of 16)",
    limit: 1_000,
    adjustable: false,
    perCredential: (flow) => outboxUnits(flow) / 16,
  },
  {
    name: "EventBridge: PutEvents",
    limit: 10_000,
    adjustable: true,
    perCredential: ({ relay }) => (relay === undefined ? 0 : callsOf(relay, "events:")),
  },
  {
    name: "SQS: sends to the FIFO queue, high throughput",
    limit: 70_000,
    adjustable: true,
    perCredential: ({ api }) => (api === undefined ? 0 : callsOf(api, "sqs:")),
  },
];
