import { createHash, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { PROJECT } from "../../infra/local/deploy.ts";
import { type LocalAws, startLocalAws } from "../../infra/local/local-aws.ts";
import { mintLocalKey } from "../../infra/local/mint-local-key.ts";
import { createProgress } from "../../infra/local/progress.ts";
import { deployLocally } from "../../infra/local/run-locally.ts";
import { credentialKey } from "../../shared/credentials/credential-item.ts";
import type { LocalOutputs } from "../../shared/operations/local-outputs.ts";
import { type Api, connect } from "../support/emulator/connect.ts";
import { openProvider, type Provider } from "./provider.ts";

/** A tenant of the platform. */
export interface Tenant {
  /** The tenant's API key of the router. */
  readonly apiKey: string;
  readonly api: Api;
  /** The keys that the tenant gave, in their order, with the ids of their credentials. */
  readonly keys: readonly { readonly key: string; readonly id: string }[];
}

export interface Platform {
  readonly aws: LocalAws;
  readonly deployment: LocalOutputs;
  readonly provider: Provider;
  /** A new tenant with so many keys, of which none may be replaced by the platform's own. */
  newTenant(keys: number): Promise<Tenant>;
  /** Alters what is stored of a credential's key, so that it never opens. */
  damage(id: string): Promise<void>;
  /** What every router here gets. */
  readonly environment: NodeJS.ProcessEnv;
  readonly directory: string;
  close(): Promise<void>;
}

export const PLATFORM_KEY = `sk-platform-${randomBytes(16).toString("hex")}`;

export const newKey = () => `sk-proj-${randomBytes(24).toString("hex")}`;

/** keyferry on the local stack, a provider, and tenants that the routers know. */
export async function openPlatform(directory: string): Promise<Platform> {
  const progress = createProgress(process.stderr);
  const local = join(directory, "local");
  const aws = await startLocalAws({
    directory: local,
    pythonDirectory: join(PROJECT, ".local", "python"),
    fresh: true,
    progress,
  });
  const deployment = await deployLocally({ aws, directory: local, mint: mintLocalKey, progress });
  const provider = await openProvider();
  const clients = connect(deployment);
  const workspaces: Record<string, string> = {};
  const tenantsFile = join(directory, "tenants.json");
  return {
    aws,
    deployment,
    provider,
    directory,
    environment: {
      ...aws.environment,
      TABLE_NAME: deployment.tableName,
      VAULT_KEY_ID: deployment.vaultKeyId,
      USE_QUEUE_URL: deployment.useQueueUrl,
      TENANTS_FILE: tenantsFile,
      OPENAI_API_BASE: provider.url,
      PLATFORM_OPENAI_KEY: PLATFORM_KEY,
    },
    async newTenant(count) {
      const { api, workspaceId } = await clients.newTenant();
      const apiKey = `sk-router-${randomBytes(16).toString("hex")}`;
      const keys = [];
      for (let made = 0; made < count; made += 1) {
        const key = newKey();
        const answer = await api("POST", "/byok", { provider: "openai", key, is_byok_only: true });
        keys.push({ key, id: String(answer.body.data.id) });
      }
      workspaces[createHash("sha256").update(apiKey).digest("hex")] = workspaceId;
      await writeFile(tenantsFile, JSON.stringify(workspaces));
      return { apiKey, api, keys };
    },
    async damage(id) {
      await clients.dynamodb.send(
        new UpdateItemCommand({
          TableName: deployment.tableName,
          Key: credentialKey(id),
          UpdateExpression: "SET ciphertext = :other",
          ExpressionAttributeValues: { ":other": { B: randomBytes(64) } },
        }),
      );
    },
    async close() {
      provider.close();
      await aws.stop();
    },
  };
}
