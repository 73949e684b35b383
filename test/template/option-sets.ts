import { App } from "aws-cdk-lib";
import { AuditLock } from "../../infra/audit-lock.ts";
import { KeyferryStack } from "../../infra/stack.ts";
import { type KeyferryOptions, PRODUCTION, STAGES } from "../../infra/stages.ts";
import { platformApp } from "./platform-app.ts";

const TOPIC = "arn:aws:sns:eu-central-1:111122223333:pager";
const ROLE = "arn:aws:iam::111122223333:role/";

/** One value of every option that the stages leave alone, each by itself; and all of them at once. */
const VARIANTS: Readonly<Record<string, Partial<KeyferryOptions>>> = {
  mail: { alarmEmails: ["on-call@example.com"] },
  topics: { alarmTopics: [TOPIC] },
  openers: { openers: [`${ROLE}gateway`, `${ROLE}support`] },
  producers: { importProducers: [`${ROLE}crm`] },
  "compliance-lock": { auditLock: AuditLock.COMPLIANCE, auditLockDays: 2_555 },
  "first-deployment": { protectData: false },
  unlocked: { auditLock: AuditLock.NONE },
  "alarms-off": { alarms: false },
  "new-account": { lambdaConcurrency: 10 },
  "kept-data-keys": { keepDataKeysSeconds: 60, keepDataKeysUses: 50 },
  warm: { warmReads: 12_000, warmWrites: 20_000 },
  "large-account": { lambdaConcurrency: 1_000 },
};

const ALL: Partial<KeyferryOptions> = Object.assign(
  {},
  ...["mail", "topics", "openers", "producers", "compliance-lock", "large-account", "kept-data-keys"].map(
    (name) => VARIANTS[name],
  ),
  {
    waitBudgetMs: 25_000,
    extraProviders: ["acme", "acme/eu"],
    ignoredFields: ["priority"],
    publicUrl: "https://keys.example.com/",
    linkReturnUrls: ["https://app.example.com/keys"],
    runbookUrl: "https://example.com/runbook",
  },
);

/**
 * The sets of options whose templates the rules and the linters read. The stages alone exercise few options: a fault in
 * the topic for mails, for example, shows in no stage.
 */
export const OPTION_SETS: Readonly<Record<string, KeyferryOptions>> = {
  ...STAGES,
  ...Object.fromEntries(
    Object.entries({ ...VARIANTS, everything: ALL }).map(([name, options]) => [
      name,
      { ...PRODUCTION, ...options },
    ]),
  ),
};

type AppProps = ConstructorParameters<typeof App>[0];

/** An app with one stack for each option set, and the one of `examples/embed-typescript`, by name. */
export const APPS: Readonly<Record<string, (props: AppProps) => App>> = {
  ...Object.fromEntries(
    Object.entries(OPTION_SETS).map(([name, options]) => [
      name,
      (props: AppProps) => {
        const app = new App(props);
        new KeyferryStack(app, `keyferry-${name}`, options);
        return app;
      },
    ]),
  ),
  embedded: platformApp,
};
