import type { Flow } from "../measures/spending.ts";
import { callsOf, callsOfFlow, unitsOfFlow } from "../measures/spending.ts";

/** A limit of AWS, and the part of it that one credential takes. */
export interface Quota {
  readonly name: string;
  /** Per second. */
  readonly limit: number;
  readonly adjustable: boolean;
  readonly perCredential: (flow: Flow, workspaces: number) => number;
}

/** Write units of the listing's index: one per credential, in the partition of its workspace. */
const LISTING_UNITS = 1;

/** The write units of a credential's outbox entry, which a transaction writes and the relay removes. */
const outboxUnits = ({ worker, relay }: Flow): number =>
  relay?.calls["dynamodb:BatchWriteItem"] === undefined
    ? 0
    : (worker?.invocations ?? 0) * 2 + relay.writeUnits;

/** Write units a second of one on-demand table. */
export const TABLE_QUOTA = 40_000;

/**
 * Default quotas of a large region (us-east-1), per account or, where noted, per table, queue or partition.
 * They were copied from AWS's public pages on 2026-11-23; the Service Quotas console shows yours.
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
    limit: TABLE_QUOTA,
    adjustable: true,
    perCredential: unitsOfFlow,
  },
  {
    name: "DynamoDB: write units of a new on-demand table",
    limit: 4_000,
    adjustable: true,
    perCredential: unitsOfFlow,
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
