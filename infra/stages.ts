/** Every option of a deployment. `STAGES` below is the place of record, with one entry per stage. */
export interface KeyferryOptions {
  /** Whether the table, the keys and the archive outlive their stack. */
  readonly retainData: boolean;
  /**
   * Whether AWS refuses to delete the stack and the table, if the data is retained. `npm run deploy` makes a first
   * deployment without, and switches it on when that has succeeded: a failed one could not be taken back.
   */
  readonly protectData: boolean;
  /**
   * Object lock of the audit archive: it prevents deleting or overwriting an event for that many days. In "compliance"
   * mode, not even the account's root can lift it, and you cannot stop paying for the storage. Null: none.
   */
  readonly auditLock: { readonly mode: "governance" | "compliance"; readonly days: number } | null;
  /** Whether to create the alarms and the dashboard. Switch them off if you bring your own. */
  readonly alarms: boolean;
  /** E-mail addresses that receive the alarms: AWS sends each a link to confirm. */
  readonly alarmEmails: readonly string[];
  /** ARNs of your SNS topics that receive the alarms, for a pager or a chat. */
  readonly alarmTopics: readonly string[];
  /** The URL of `docs/runbook.md`: each alarm's description links to its heading there. */
  readonly runbookUrl: string;
  /** Days for which logs are kept. */
  readonly logRetentionDays: 7 | 30 | 90 | 365;
  /** Days for which published audit events can be replayed from the archive of the bus. */
  readonly eventArchiveDays: number;
  /**
   * Milliseconds within which the API answers a change, with its outcome or with the request to repeat it. At most
   * 25,000. The Python SDK gives up after 5,000 by itself.
   */
  readonly waitBudgetMs: number;
  /**
   * Concurrent executions of Lambda that the account has for this deployment. `npm run deploy` asks the account and puts
   * its answer here. With enough of them, the worker's are reserved; in a small account, the limits below and
   * `waitBudgetMs` are lowered to what fits (`concurrency.ts`). Null: unknown, so that nothing is reserved or lowered.
   */
  readonly lambdaConcurrency: number | null;
  /** The most concurrent workers per queue, at least 2. Separate limits keep an import from starving commands. */
  readonly commandConcurrency: number;
  /**
   * Each of these workers carries out some 330 rows a second. Three offer 1,000 a second, which is what the listing takes
   * for one workspace, and more than a new table takes at first (docs/performance.md).
   */
  readonly importConcurrency: number;
  /**
   * Units per second that the table and its listing take from the first minute, instead of 4,000 writes and 12,000 reads.
   * AWS charges once for what is above that. Null: as a new table comes.
   */
  readonly warmThroughput: { readonly reads: number; readonly writes: number } | null;
  /** Requests per second that the HTTP API lets through, and the burst above that. */
  readonly requestRate: number;
  readonly requestBurst: number;
  /** Seconds for which the webhook door caches its sources: it takes at most this long until a new secret works. */
  readonly webhookSourcesTtlSeconds: number;
  /** Provider slugs beyond the built-in catalogue. */
  readonly extraProviders: readonly string[];
  /** Request fields of newer clients that the API accepts with a warning and does not keep: docs/contract.md. */
  readonly ignoredFields: readonly string[];
  /**
   * ARNs of the identities that may read credentials from the table and open them with the vault key. They must exist.
   * One of another account can decrypt and not read: give it a role in this account instead.
   */
  readonly openers: readonly string[];
  /** ARNs of the identities outside this stack that may send sealed messages to the import queue. */
  readonly importProducers: readonly string[];
}

/** The defaults of every option. */
export const PRODUCTION: KeyferryOptions = {
  retainData: true,
  protectData: true,
  auditLock: { mode: "governance", days: 365 },
  alarms: true,
  alarmEmails: [],
  alarmTopics: [],
  runbookUrl: "docs/runbook.md",
  logRetentionDays: 365,
  eventArchiveDays: 365,
  waitBudgetMs: 4_000,
  lambdaConcurrency: null,
  commandConcurrency: 50,
  importConcurrency: 3,
  warmThroughput: null,
  requestRate: 500,
  requestBurst: 1_000,
  webhookSourcesTtlSeconds: 60,
  extraProviders: [],
  ignoredFields: [],
  openers: [],
  importProducers: [],
};

/** The stages by name; add your own. */
export const STAGES: Readonly<Record<string, KeyferryOptions>> = {
  dev: {
    ...PRODUCTION,
    retainData: false,
    auditLock: null,
    logRetentionDays: 7,
    eventArchiveDays: 7,
    commandConcurrency: 5,
    importConcurrency: 2,
    requestRate: 100,
    requestBurst: 200,
    webhookSourcesTtlSeconds: 2,
  },
  prod: PRODUCTION,
};

/** A value of the CDK's context that this app does not know. */
export class UnknownContextError extends Error {
  override readonly name = "UnknownContextError";
}

/** @throws UnknownContextError for a stage that has no entry: a typo must not become a deployment. */
export function stageOptions(stage: string): KeyferryOptions {
  const options = Object.hasOwn(STAGES, stage) ? STAGES[stage] : undefined;
  if (options === undefined) {
    throw new UnknownContextError(
      `unknown stage "${stage}"; infra/stages.ts knows: ${Object.keys(STAGES).join(", ")}`,
    );
  }
  return options;
}
