import { setTimeout as pause } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { SQSClient } from "@aws-sdk/client-sqs";
import { clientConfig } from "../../infra/local/aws-environment.ts";
import { createResolver } from "../../resolver/create-resolver.ts";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { reveal } from "../../shared/kernel/secret.ts";
import type { Tenant } from "./clients.ts";
import type { History } from "./history.ts";
import type { Random } from "./random.ts";
import { drawModel, drawUser } from "./restrictions.ts";
import type { World } from "./world.ts";

/** How a router's requests ended that got no answer, and its reports that went nowhere. */
export interface RouterFindings {
  /** Requests that were refused because table or KMS did not answer. */
  readonly unavailable: number;
  /** The uses that the resolver said are lost, and when it last said so, in milliseconds since 1970. */
  readonly lost: number;
  readonly lostAt: number;
  readonly violations: readonly string[];
}

/** What a provider answers, more or less. */
const STATUSES = [200, 200, 200, 401, 429];

/** The keys that are opened of an answer, at random. */
const OPENED = 3;
const PAUSE_MS = 100;

/**
 * Resolves requests of all tenants, through the faults, until the signal. It records each answer with the keys that it opened, and
 * reports their uses.
 */
export async function runRouter(
  world: World,
  { tenants, history, random }: { tenants: readonly Tenant[]; history: History; random: Random },
  until: AbortSignal,
): Promise<RouterFindings> {
  const { proxy, deployment } = world;
  const resolver = createResolver({
    table: deployment.tableName,
    vaultKey: deployment.vaultKeyId,
    dynamodb: new DynamoDBClient(clientConfig(proxy.endpointFor("dynamodb", "router"))),
    kms: new KMSClient(clientConfig(proxy.endpointFor("kms", "router"))),
    uses: deployment.useQueueUrl,
    sqs: new SQSClient({ ...clientConfig(proxy.endpointFor("sqs", "router")), useQueueUrlAsEndpoint: false }),
    onNotice(notice) {
      if (notice.kind !== "report_failed") return;
      lost += notice.uses;
      lostAt = Date.now();
    },
  });
  const violations = new Set<string>();
  let unavailable = 0;
  let lost = 0;
  let lostAt = 0;

  /** Whatever fails, it fails as what may be tried again. */
  const refused = (error: unknown): void => {
    if (!(error instanceof KeyferryError)) throw error;
    unavailable += 1;
    if (error.kind !== "unavailable") violations.add(`a router was refused with ${error.kind}`);
  };

  const ask = async (workspace: number, workspaceId: string): Promise<void> => {
    const request = { model: drawModel(random), user: random.chance(0.8) ? drawUser(random) : null };
    const startedAt = Date.now();
    const { attempts, stale, shared_excluded } = await resolver.resolve({
      workspace: workspaceId,
      providers: ["openai"],
      ...request,
    });
    const endedAt = Date.now();
    const credentials = attempts.filter((attempt) => attempt.kind === "credential");
    const opened: { id: string; key: string }[] = [];
    const shared = attempts.length > credentials.length || (shared_excluded[0]?.reason ?? "no reason");
    // The answer counts also where none of its keys can be opened.
    history.resolved.push({
      ...{ workspace, ...request, startedAt, endedAt, stale, opened, shared },
      offered: credentials.map(({ credential }) => credential),
    });
    for (let times = 0; times < Math.min(OPENED, credentials.length); times += 1) {
      const attempt = random.pick(credentials);
      const { id, key_version } = attempt.credential;
      opened.push({ id, key: reveal(await attempt.open()) });
      history.uses.push({ id, key_version, at: Date.now() });
      resolver.report(attempt, { status: random.pick(STATUSES) });
    }
  };

  while (!until.aborted) {
    for (const [workspace, { workspaceId }] of tenants.entries())
      await ask(workspace, workspaceId).catch(refused);
    await pause(PAUSE_MS);
  }
  await resolver.stop();
  return { unavailable, lost, lostAt, violations: [...violations] };
}
