/** Every choice that a deployment has. Its place of record: `stageOptions` below, one entry per stage. */
export interface KeyferryOptions {
  /** Keep table and keys when the stack is deleted, and refuse to delete the table at all. */
  readonly retainData: boolean;
  /**
   * Object lock of the audit archive: for that many days, nobody can delete or overwrite an event, "compliance" not
   * even the account's root, which also means that nobody can stop paying for it. Null: none.
   */
  readonly auditLock: { readonly mode: "governance" | "compliance"; readonly days: number } | null;
  /** Alarms and the dashboard. Off where you bring your own. */
  readonly alarms: boolean;
  /** E-mail addresses that alarms are sent to: each gets a link to confirm. */
  readonly alarmEmails: readonly string[];
  /** ARNs of SNS topics of yours that alarms are sent to, for a pager or a chat. */
  readonly alarmTopics: readonly string[];
  /** Where `docs/runbook.md` can be read: each alarm's description links to its heading there. */
  readonly runbookUrl: string;
  /** Days that logs are kept. */
  readonly logRetentionDays: 7 | 30 | 90 | 365;
  /** Days that published audit events can be replayed from the bus's archive. */
  readonly eventArchiveDays: number;
  /** Milliseconds that a request waits for its outcome before it is answered with 202. At most 25,000. */
  readonly waitBudgetMs: number;
  /** Workers at most at a time, per queue: at least 2. Each has its own share, so an import starves no one. */
  readonly commandConcurrency: number;
  readonly importConcurrency: number;
  /** Requests a second that the HTTP API lets through, and the burst above that. */
  readonly requestRate: number;
  readonly requestBurst: number;
  /** Seconds that the webhook door remembers its sources: a new source or secret works after as long at most. */
  readonly webhookSourcesTtlSeconds: number;
  /** Provider slugs beyond the built-in catalogue. */
  readonly extraProviders: readonly string[];
  /** ARNs of the identities that may open credentials (`kms:Decrypt` on the vault key). */
  readonly openers: readonly string[];
  /** ARNs of the identities outside this stack that may put sealed messages on the import queue. */
  readonly importProducers: readonly string[];
}

/** What holds where nothing else is said. */
export const PRODUCTION: KeyferryOptions = {
  retainData: true,
  auditLock: { mode: "governance", days: 365 },
  alarms: true,
  alarmEmails: [],
  alarmTopics: [],
  runbookUrl: "docs/runbook.md",
  logRetentionDays: 365,
  eventArchiveDays: 365,
  waitBudgetMs: 5_000,
  commandConcurrency: 50,
  importConcurrency: 10,
  requestRate: 500,
  requestBurst: 1_000,
  webhookSourcesTtlSeconds: 60,
  extraProviders: [],
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

/** @throws Error for a stage that has no entry: a typing error must not become a deployment. */
export function stageOptions(stage: string): KeyferryOptions {
  const options = Object.hasOwn(STAGES, stage) ? STAGES[stage] : undefined;
  if (options === undefined) {
    throw new Error(`unknown stage "${stage}"; infra/stages.ts knows: ${Object.keys(STAGES).join(", ")}`);
  }
  return options;
}
