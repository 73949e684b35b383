import { authenticate, cachedManagementKeys } from "../../../shared/access/authenticate.ts";
import {
  dynamodbManagementKeyStore,
  dynamodbManagementKeys,
} from "../../../shared/access/dynamodb-management-keys.ts";
import { mayManage } from "../../../shared/access/management-key.ts";
import { dynamodbOutbox } from "../../../shared/audit/dynamodb-event-log.ts";
import {
  dynamodbCredentialReader,
  firstEntries,
  listingPages,
} from "../../../shared/credentials/dynamodb-credential-reader.ts";
import { dynamodbUseReader } from "../../../shared/credentials/dynamodb-use-reader.ts";
import { KeyferryError } from "../../../shared/kernel/errors.ts";
import type { Logger } from "../../../shared/kernel/ports.ts";
import { reveal } from "../../../shared/kernel/secret.ts";
import { fromWorkspaceName, GLOBAL } from "../../../shared/kernel/workspace.ts";
import { redriveMessages } from "../../../shared/operations/redrive-messages.ts";
import { sqsClient, tableOf } from "../../aws-clients.ts";
import { type Deployment, findDeployment } from "../../deployment.ts";
import { describeSource } from "../../describe-source.ts";
import { runChecks } from "../../doctor/check.ts";
import { checksOf } from "../../doctor/checks.ts";
import type { CliSettings } from "../../settings.ts";
import { openWebhookSources } from "../../webhook-sources.ts";
import type { CredentialPages, Operator } from "../ports.ts";
import { queuesOf, viewQueue } from "./queue-view.ts";
import { tablePages } from "./table-pages.ts";

/** The most events of the outbox that are counted. */
const MOST_OUTBOX = 1_000;
/** How long what a management key covers is remembered, in milliseconds. */
const CALLER_MS = 60_000;

/** What the console does with AWS credentials. */
export interface AwsOperator extends Pick<Operator, "sources" | "pipeline" | "health" | "redrive"> {
  readonly stack: string;
  readonly apiUrl: string;
  readonly pages: CredentialPages & { forget(): void };
  /** The workspaces that the management key covers, by name. For a key of all workspaces, those that others name. */
  workspaces(): Promise<readonly string[]>;
}

const silent: Logger = { info: () => {}, warn: () => {}, error: () => {} };

/** Import it where it runs: it loads the AWS SDK. @throws as {@link findDeployment} */
export async function awsOperator(settings: CliSettings): Promise<AwsOperator> {
  const deployment = await findDeployment(settings);
  const { aws, stack, apiUrl } = deployment;
  const table = tableOf(deployment);
  const sqs = sqsClient(aws);
  const queues = queuesOf(deployment);
  const sources = async () => {
    const { store, urlOf } = await openWebhookSources(settings);
    return (await store.list()).map((source) => describeSource(source, urlOf(source.name)));
  };
  const managementKey = callerOf(deployment, settings);

  return {
    stack,
    apiUrl,
    sources,
    pages: pagesOf(deployment, managementKey),
    async workspaces() {
      const { workspaces } = await managementKey();
      if (workspaces !== "all") return workspaces;
      const keys = await dynamodbManagementKeyStore(table).list();
      const named = [...keys.map((key) => key.workspaces), ...(await sources()).map((one) => one.workspaces)];
      return [...new Set([...named.flatMap((scope) => (scope === "all" ? [] : scope)), GLOBAL])];
    },
    async pipeline() {
      const [views, outbox] = await Promise.all([
        Promise.all(queues.map((queue) => viewQueue(sqs, queue))),
        countOutbox(deployment),
      ]);
      return { time: new Date().toISOString(), queues: views, outbox, outbox_limit: MOST_OUTBOX };
    },
    async health() {
      const time = new Date();
      return { time: time.toISOString(), checks: await runChecks(checksOf(deployment, time)) };
    },
    async redrive(name, limit) {
      const queue = queues.find((each) => each.name === name);
      if (queue === undefined) throw new KeyferryError("not_found", "There is no such queue");
      return { moved: await redriveMessages(queue.deadLetters, limit) };
    },
  };
}

/** The record of the management key with which this command calls the API. */
function callerOf(deployment: Deployment, { managementKey, refusedKey }: CliSettings) {
  const now = () => new Date();
  const keys = cachedManagementKeys(dynamodbManagementKeys(tableOf(deployment), silent), CALLER_MS, now);
  return async () => {
    if (refusedKey !== undefined) throw new KeyferryError("forbidden", refusedKey);
    const header = managementKey === undefined ? undefined : `Bearer ${reveal(managementKey)}`;
    return (await authenticate(header, { managementKeys: keys, now })).managementKey;
  };
}

/** The credentials of the table, for whoever may manage them by the API. */
function pagesOf(deployment: Deployment, managementKey: ReturnType<typeof callerOf>): AwsOperator["pages"] {
  const table = tableOf(deployment);
  const reader = dynamodbCredentialReader(table, silent);
  const uses = dynamodbUseReader(table, silent);
  const pages = tablePages({
    first: (workspace, most) => firstEntries(table, fromWorkspaceName(workspace), most),
    list: (workspace) => listingPages(table, fromWorkspaceName(workspace)),
    findMany: (ids) => reader.findMany(ids),
    findUses: (ids) => uses.findUses(ids),
    now: () => performance.now(),
  });
  return {
    async window(list, offset, limit) {
      if (!mayManage(await managementKey(), fromWorkspaceName(list.workspace))) {
        throw new KeyferryError("forbidden", "This management key may not manage that workspace");
      }
      return pages.window(list, offset, limit);
    },
    forget: pages.forget,
  };
}

async function countOutbox(deployment: Deployment): Promise<number> {
  let found = 0;
  for await (const events of dynamodbOutbox(tableOf(deployment), silent).listBefore(new Date())) {
    found += events.length;
    if (found >= MOST_OUTBOX) return MOST_OUTBOX;
  }
  return found;
}
