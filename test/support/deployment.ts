import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { KMSClient } from "@aws-sdk/client-kms";
import { SQSClient } from "@aws-sdk/client-sqs";
import { inject } from "vitest";
import { clientConfig } from "../../infra/local/aws-environment.ts";
import { dynamodbCredentialVaultReader } from "../../shared/adapters/dynamodb-credential-vault-reader.ts";
import { dynamodbManagementKeyStore } from "../../shared/adapters/dynamodb-management-keys.ts";
import { kmsVaultOpener } from "../../shared/adapters/kms-vault.ts";
import { reveal } from "../../shared/domain/secret.ts";
import { type ManagementKeyRequest, mintManagementKey } from "../../shared/usecases/mint-management-key.ts";
import { openCredential } from "../../shared/usecases/open-credential.ts";

/** The stack that this run deployed, with an operator's clients for it. */
export const deployment = inject("deployment");

const config = { ...clientConfig(deployment.awsEndpoint), useQueueUrlAsEndpoint: false };
export const dynamodb = new DynamoDBClient(config);
export const kms = new KMSClient(config);
export const sqs = new SQSClient(config);
export const eventbridge = new EventBridgeClient(config);
export const logs = new CloudWatchLogsClient(config);

const table = { client: dynamodb, name: deployment.tableName };

/** The raw key behind a stored credential, opened the way a router would. */
export const openStored = async (id: string): Promise<string> =>
  reveal(
    await openCredential(id, {
      credentials: dynamodbCredentialVaultReader(table),
      vault: kmsVaultOpener(kms, deployment.vaultKeyId),
    }),
  );

/** A management key of its own workspace, so that a test sees only what it made. */
export async function newTenant(request: Partial<ManagementKeyRequest> = {}) {
  const workspaceId = randomUUID();
  const { token } = await mintManagementKey(
    {
      name: null,
      workspaces: [workspaceId],
      default_workspace_id: workspaceId,
      expires_at: null,
      ...request,
    },
    { store: dynamodbManagementKeyStore(table), now: () => new Date() },
  );
  return { workspaceId, token: reveal(token), api: apiOf(reveal(token)) };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what tests find out
  readonly body: any;
  readonly text: string;
}

export type Api = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** Calls the deployed HTTP API as the holder of a management key. */
export const apiOf =
  (token: string): Api =>
  async (method, path, body, headers = {}) => {
    const answer = await fetch(`${deployment.apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: text === "" ? undefined : JSON.parse(text),
    };
  };

/** An OpenAI-shaped key that is nobody's. */
export const newKey = (): string =>
  `sk-proj-${randomBytes(60).toString("base64url").replaceAll(/[-_]/g, "x")}`;

/** Looks until `probe` answers something, at most `seconds` long. */
export async function eventually<T>(probe: () => Promise<T | undefined | false>, seconds = 20): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`nothing was found within ${seconds} s`);
    await pause(50);
  }
}
