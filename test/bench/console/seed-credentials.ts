import { randomUUID } from "node:crypto";
import { BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { clientConfig } from "../../../infra/local/aws-environment.ts";
import type { Credential } from "../../../shared/credentials/credential.ts";
import { toCredentialItem } from "../../../shared/credentials/credential-item.ts";
import { DEFAULT_SETTINGS } from "../../../shared/credentials/settings.ts";
import { inChunks } from "../../../shared/kernel/in-chunks.ts";
import type { LocalOutputs } from "../../../shared/operations/local-outputs.ts";

const PROVIDERS = ["openai", "anthropic", "google-ai-studio", "mistral", "groq", "amazon-bedrock", "azure"];

/** DynamoDB's limit for one BatchWriteItem. */
const BATCH = 25;

/** The nth of many credentials, one a second, of which one in twenty is disabled. */
function credentialAt(n: number, workspaceId: string, start: number): Credential {
  const time = new Date(start + n * 1_000).toISOString();
  return {
    ...DEFAULT_SETTINGS,
    id: randomUUID(),
    provider: PROVIDERS[n % PROVIDERS.length] ?? "openai",
    workspace_id: workspaceId,
    label: `sk-...${String(n).padStart(6, "0").slice(-4)}`,
    name: n % 3 === 0 ? null : `customer ${n}`,
    disabled: n % 20 === 0,
    sort_order: start + n * 1_000,
    created_at: time,
    updated_at: time,
    deleted_at: null,
    version: 1,
    key_version: 1,
    fingerprint: `seeded-${n}`.padEnd(43, "0"),
    key_region: null,
    source: null,
    external_id: null,
    clocks: null,
  };
}

/** Puts the records of many credentials into the table of a local stack, past every door and without their keys. */
export async function seedCredentials(
  { awsEndpoint, tableName }: LocalOutputs,
  { count, workspaceId }: { readonly count: number; readonly workspaceId: string },
): Promise<void> {
  const dynamodb = new DynamoDBClient(clientConfig(awsEndpoint));
  const start = Date.now() - count * 1_000;
  const requests = Array.from({ length: count }, (_, n) => ({
    PutRequest: { Item: toCredentialItem(credentialAt(n, workspaceId, start), null) },
  }));
  for (const batch of inChunks(requests, BATCH)) {
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: [...batch] } }));
  }
}
