import { setTimeout as pause } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { clientConfig } from "../../infra/local/aws-environment.ts";
import { createResolver } from "../../resolver/create-resolver.ts";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { reveal } from "../../shared/kernel/secret.ts";
import type { Tenant } from "./clients.ts";
import type { History } from "./history.ts";
import type { Random } from "./random.ts";
import { type Offer, Revocations } from "./revocations.ts";
import type { World } from "./world.ts";

/** What a router saw while the others worked. */
export interface RouterFindings {
  readonly resolves: number;
  readonly opened: number;
  readonly stale: number;
  /** Requests that were refused because table or KMS did not answer. */
  readonly unavailable: number;
  readonly violations: readonly string[];
}

/** The keys that are opened of an answer, at random. */
const OPENED = 3;
const PAUSE_MS = 100;

/** Resolves requests of all tenants, through the faults, until the signal. It must never be offered what was revoked. */
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
  });
  const revocations = new Revocations();
  const violations = new Set<string>();
  const counts = { resolves: 0, opened: 0, stale: 0, unavailable: 0 };
  let learnt = 0;

  const look = async (workspace: number, workspaceId: string): Promise<void> => {
    const startedAt = Date.now();
    const { attempts, stale } = await resolver.resolve({
      workspace: workspaceId,
      providers: ["openai"],
      model: "m",
    });
    counts.stale += stale ? 1 : 0;
    const offered = attempts.filter((attempt) => attempt.kind === "credential");
    for (; learnt < history.steps.length; learnt += 1) {
      const step = history.steps[learnt];
      if (step !== undefined) revocations.learn(step);
    }
    const judge = (offer: Omit<Offer, "workspace" | "startedAt" | "stale">) => {
      const objection = revocations.objectionTo({ ...offer, workspace, startedAt, stale });
      if (objection !== null) violations.add(objection);
    };
    for (const { credential } of offered) judge({ credentialId: credential.id, key: null });
    for (let times = 0; times < Math.min(OPENED, offered.length); times += 1) {
      const attempt = random.pick(offered);
      const key = reveal(await attempt.open());
      counts.opened += 1;
      judge({ credentialId: attempt.credential.id, key });
    }
  };

  while (!until.aborted) {
    for (const [workspace, { workspaceId }] of tenants.entries()) {
      counts.resolves += 1;
      await look(workspace, workspaceId).catch((error: unknown) => {
        if (!(error instanceof KeyferryError)) throw error;
        counts.unavailable += 1;
        // Whatever fails, it fails as what may be tried again.
        if (error.kind !== "unavailable") violations.add(`a router was refused with ${error.kind}`);
      });
    }
    await pause(PAUSE_MS);
  }
  await resolver.stop();
  return { ...counts, violations: [...violations] };
}
