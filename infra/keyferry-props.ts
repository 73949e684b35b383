import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { AuditLock } from "./audit-lock.ts";

/**
 * What you may choose. Each option defaults to its value in the stage `prod`, which is safe. The types are those that
 * jsii can translate to other languages: flat, without unions.
 */
export interface KeyferryProps {
  /**
   * Names the HTTP API, the aliases of the keys, the alarms, the dashboard and the path of webhook sources. Two deployments
   * in one account need two names. A deployment that gets another name knows none of its webhook sources any more. In a
   * nested stack, you must pass one.
   * @default - the name of the stack
   */
  readonly name?: string;
  /**
   * Whether the table, the keys and the archive outlive their stack.
   * @default true
   */
  readonly retainData?: boolean;
  /**
   * Whether AWS refuses to delete the table, if the data is retained. `npm run deploy` makes a first deployment without,
   * and switches it on when that has succeeded: a failed one could not be taken back. For the stack itself, set
   * `terminationProtection` on your stack.
   * @default true
   */
  readonly protectData?: boolean;
  /**
   * Object lock of the audit archive: it prevents deleting or overwriting an event for {@link auditLockDays}. You can
   * lengthen it later, but you can never switch it on or off for an existing bucket.
   * @default AuditLock.GOVERNANCE
   */
  readonly auditLock?: AuditLock;
  /**
   * Days for which object lock keeps an audit event. Without effect for `AuditLock.NONE`.
   * @default 365
   */
  readonly auditLockDays?: number;
  /**
   * Whether to create the alarms and the dashboard. Switch them off if you bring your own.
   * @default true
   */
  readonly alarms?: boolean;
  /**
   * E-mail addresses that receive the alarms: AWS sends each a link to confirm.
   * @default - none
   */
  readonly alarmEmails?: string[];
  /**
   * ARNs of your SNS topics that receive the alarms, for a pager or a chat.
   * @default - none
   */
  readonly alarmTopics?: string[];
  /**
   * The URL of `docs/runbook.md`: each alarm's description links to its heading there.
   * @default "docs/runbook.md"
   */
  readonly runbookUrl?: string;
  /**
   * Days for which logs are kept.
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetentionDays?: RetentionDays;
  /**
   * Days for which published audit events can be replayed from the archive of the bus.
   * @default 365
   */
  readonly eventArchiveDays?: number;
  /**
   * Milliseconds within which the API answers a change, with its outcome or with the request to repeat it. At most
   * 25,000. The Python SDK gives up after 5,000 by itself.
   * @default 4000
   */
  readonly waitBudgetMs?: number;
  /**
   * Concurrent executions of Lambda that the account has for this deployment. `npm run deploy` asks the account and puts
   * its answer here. With enough of them, the worker's are reserved; in a small account, the limits below and
   * `waitBudgetMs` are lowered to what fits (`concurrency.ts`).
   * @default - unknown: nothing is reserved or lowered
   */
  readonly lambdaConcurrency?: number;
  /**
   * The most concurrent workers of the command queue, at least 2. Separate limits keep an import from starving commands.
   * @default 50
   */
  readonly commandConcurrency?: number;
  /**
   * The most concurrent workers of the import queue, at least 2. Each carries out some 330 rows a second. Three offer
   * 1,000 a second, which is what the listing takes for one workspace, and more than a new table takes at first
   * (docs/performance.md).
   * @default 3
   */
  readonly importConcurrency?: number;
  /**
   * Reads per second that the table and its listing take from the first minute. AWS charges once for what is above 12,000.
   * @default - as a new table comes
   */
  readonly warmReads?: number;
  /**
   * Writes per second that the table and its listing take from the first minute. AWS charges once for what is above 4,000.
   * @default - as a new table comes
   */
  readonly warmWrites?: number;
  /**
   * Requests per second that the HTTP API lets through.
   * @default 500
   */
  readonly requestRate?: number;
  /**
   * Requests that the HTTP API lets through at once, above {@link requestRate}.
   * @default 1000
   */
  readonly requestBurst?: number;
  /**
   * Seconds for which the webhook door caches its sources: it takes at most this long until a new secret works.
   * @default 60
   */
  readonly webhookSourcesTtlSeconds?: number;
  /**
   * Seconds for which a worker keeps a workspace's data key, at most 300. It saves a KMS call per credential, $3 a million,
   * where a workspace's credentials come one soon after the other, and an answer comes a call sooner. Whoever takes over a
   * worker, or reads its memory, then opens what that process stored for the workspace in that time, and not only in one
   * invocation: docs/security.md.
   * @default 0: a data key lives for one invocation
   */
  readonly keepDataKeysSeconds?: number;
  /**
   * Credentials for which a kept data key is used at most, up to 1,000. Without effect unless {@link keepDataKeysSeconds} is set.
   * @default 100
   */
  readonly keepDataKeysUses?: number;
  /**
   * Provider slugs beyond the built-in catalogue.
   * @default - none
   */
  readonly extraProviders?: string[];
  /**
   * Request fields of newer clients that the API accepts with a warning and does not keep: docs/contract.md.
   * @default - none
   */
  readonly ignoredFields?: string[];
  /**
   * Where people reach the HTTP API, with a slash at its end, such as `https://keys.example.com/` of your own domain: intake
   * links begin with it. `{apiId}` stands for the id of the API, and an emulator's address, which has it, may be http.
   * @default - the API's own URL
   */
  readonly publicUrl?: string;
  /**
   * The https URLs to which the page of an intake link may offer to return, exactly as a request names them: docs/intake-links.md.
   * @default - none
   */
  readonly linkReturnUrls?: string[];
  /**
   * ARNs of the identities that may list credentials, read them from the table and open them with the vault key, of all
   * workspaces. They must exist. One of another account can decrypt and not read: give it a role in this account instead.
   * @default - nobody; see also Keyferry.grantOpen and Keyferry.grantResolve
   */
  readonly openers?: string[];
  /**
   * ARNs of the identities outside this stack that may send sealed messages to the import queue.
   * @default - nobody; see also Keyferry.grantSend
   */
  readonly importProducers?: string[];
}
