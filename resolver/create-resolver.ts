import { setTimeout as runLater, promises as timers } from "node:timers";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { SQSClient } from "@aws-sdk/client-sqs";
import { fullJitter } from "../shared/kernel/backoff.ts";
import { KeyferryError } from "../shared/kernel/errors.ts";
import { kmsVaultOpener } from "../shared/vault/kms-vault.ts";
import { CLIENT_SETTINGS } from "./client-settings.ts";
import type { ResolverNotice } from "./notice.ts";
import type { Resolver } from "./resolver.ts";
import { resolverOf } from "./resolver-of.ts";
import { readSnapshot } from "./snapshot.ts";
import { Snapshots } from "./snapshots.ts";
import { sqsUses } from "./sqs-uses.ts";
import { steadyClock } from "./steady-clock.ts";
import { UseReporter } from "./use-reporter.ts";

export interface ResolverOptions {
  /** The name of the table: the stack's output `TableName`. */
  readonly table: string;
  /** The id or ARN of the vault key: the stack's output `VaultKeyId`. */
  readonly vaultKey: string;
  /** The URL of an SQS queue that takes what `report` sums, as a `UseMessage`. Without it, nothing is sent. */
  readonly uses?: string;
  /** Default: that of the environment. */
  readonly region?: string;
  /** Default: clients of that region that give a call two seconds and two attempts. */
  readonly dynamodb?: DynamoDBClient;
  readonly kms?: KMSClient;
  readonly sqs?: SQSClient;
  /** How old an answer may be while the store answers, in milliseconds: half of `maxAgeMs` at most. Default: 5,000. */
  readonly maxStaleMs?: number;
  /** How long after its read an answer opens keys, in milliseconds. Default: 60,000. */
  readonly maxAgeMs?: number;
  /** How old an answer may be, and how long it opens keys, while the store does not answer. Default: 300,000. */
  readonly staleIfErrorMs?: number;
  /** The memory for what was read, in bytes, about. The workspace that waited longest goes first. Default: 64 MiB. */
  readonly maxBytes?: number;
  /** Hears of what a router wants in its log. What it throws is dropped. Default: nobody. */
  readonly onNotice?: (notice: ResolverNotice) => void;
}

/** How often a read pauses where DynamoDB leaves records for another call, which it does also where they are large. */
const MOST_PAUSES = 3;
const jittered = fullJitter({ sleep: timers.setTimeout, remainingMs: () => Number.POSITIVE_INFINITY });
const backoff = async (attempt: number) => attempt < MOST_PAUSES && (await jittered(attempt));

/**
 * Creates a resolver. It calls nothing yet. The identity needs what `grantResolve` of the construct gives.
 * @throws KeyferryError `invalid_request` for bounds that no answer can keep
 */
export function createResolver(options: ResolverOptions): Resolver {
  const { table, vaultKey, uses, maxStaleMs = 5_000, maxAgeMs = 60_000, staleIfErrorMs = 300_000 } = options;
  const { maxBytes = 64 * 1024 * 1024 } = options;
  checkBounds({ maxStaleMs, maxAgeMs, staleIfErrorMs, maxBytes });
  const settings = { ...CLIENT_SETTINGS, ...(options.region !== undefined && { region: options.region }) };
  const notice = safely(options.onNotice);
  const today = () => Date.now();
  const now = steadyClock(today);
  const source = {
    table: { client: options.dynamodb ?? new DynamoDBClient(settings), name: table, backoff },
    vault: kmsVaultOpener(options.kms ?? new KMSClient(settings), vaultKey),
    now,
  };
  const send =
    uses === undefined ? async () => undefined : sqsUses(options.sqs ?? new SQSClient(settings), uses);
  const later = (run: () => void, milliseconds: number) => void runLater(run, milliseconds).unref();
  return resolverOf({
    snapshots: new Snapshots({
      read: (workspaceId, before) => readSnapshot(source, workspaceId, before),
      maxBytes,
      maxStaleMs,
      staleIfErrorMs,
      now,
      notice,
    }),
    uses: new UseReporter({ send, now: today, later, notice }),
    now,
    today,
    notice,
    maxAgeMs,
    staleIfErrorMs,
  });
}

/** A listener that throws must end neither a request nor the router: many notices come from work in the background. */
const safely =
  (listener: ResolverOptions["onNotice"]) =>
  (notice: ResolverNotice): void => {
    try {
      listener?.(notice);
    } catch {
      // There is nobody to tell.
    }
  };

type Bounds = Required<Pick<ResolverOptions, "maxStaleMs" | "maxAgeMs" | "staleIfErrorMs" | "maxBytes">>;

function checkBounds(bounds: Bounds): void {
  for (const [name, value] of Object.entries(bounds)) {
    if (!Number.isFinite(value) || value < 0) throw wrong(`${name} must be a number from 0 up`);
  }
  // What is handed out at that age is to open for as long again.
  if (bounds.maxStaleMs > bounds.maxAgeMs / 2) throw wrong("maxStaleMs must be half of maxAgeMs at most");
}

const wrong = (message: string): KeyferryError => new KeyferryError("invalid_request", message);
