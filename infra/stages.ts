import { AuditLock } from "./audit-lock.ts";
import type { KeyferryProps } from "./keyferry-props.ts";

/** Options for which "not set" is a choice of its own. */
type WithoutDefault = "lambdaConcurrency" | "warmReads" | "warmWrites";

/** Every option of a deployment, chosen. `STAGES` below is the place of record, with one entry per stage. */
export interface KeyferryOptions
  extends Required<Omit<KeyferryProps, WithoutDefault | "name">>,
    Pick<KeyferryProps, WithoutDefault> {}

/** The defaults of every option. */
export const PRODUCTION: KeyferryOptions = {
  retainData: true,
  protectData: true,
  auditLock: AuditLock.GOVERNANCE,
  auditLockDays: 365,
  alarms: true,
  alarmEmails: [],
  alarmTopics: [],
  runbookUrl: "docs/runbook.md",
  logRetentionDays: 365,
  eventArchiveDays: 365,
  waitBudgetMs: 4_000,
  commandConcurrency: 50,
  importConcurrency: 3,
  requestRate: 500,
  requestBurst: 1_000,
  webhookSourcesTtlSeconds: 60,
  keepDataKeysSeconds: 0,
  keepDataKeysUses: 100,
  extraProviders: [],
  ignoredFields: [],
  publicUrl: "",
  linkReturnUrls: [],
  openers: [],
  importProducers: [],
};

/** The stages by name; add your own. */
export const STAGES: Readonly<Record<string, KeyferryOptions>> = {
  dev: {
    ...PRODUCTION,
    retainData: false,
    auditLock: AuditLock.NONE,
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
