import { randomUUID } from "node:crypto";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { clientConfig } from "../../../infra/local/aws-environment.ts";
import { dynamodbManagementKeyStore } from "../../../shared/access/dynamodb-management-keys.ts";
import { type ManagementKeyRequest, mintManagementKey } from "../../../shared/access/mint-management-key.ts";
import { reveal } from "../../../shared/kernel/secret.ts";
import type { LocalOutputs } from "../../../shared/operations/local-outputs.ts";
import { dynamodbCredentialVaultReader } from "../../../shared/vault/dynamodb-credential-vault-reader.ts";
import { kmsVaultOpener } from "../../../shared/vault/kms-vault.ts";
import { openCredential } from "../../../shared/vault/open-credential.ts";

/** An operator's clients for a deployment, and the calls that most tests need. */
export function connect(deployment: LocalOutputs) {
  const config = { ...clientConfig(deployment.awsEndpoint), useQueueUrlAsEndpoint: false };
  const dynamodb = new DynamoDBClient(config);
  const kms = new KMSClient(config);
  const table = { client: dynamodb, name: deployment.tableName };
  const store = dynamodbManagementKeyStore(table);
  const apiOf = (token: string): Api => apiAt(deployment.apiUrl, token);

  return {
    dynamodb,
    kms,
    sqs: new SQSClient(config),
    eventbridge: new EventBridgeClient(config),
    logs: new CloudWatchLogsClient(config),
    lambda: new LambdaClient(config),
    apiOf,

    /** Opens a stored credential like a router and returns its raw key. */
    openStored: async (id: string): Promise<string> =>
      reveal(
        await openCredential(id, {
          credentials: dynamodbCredentialVaultReader(table),
          vault: kmsVaultOpener(kms, deployment.vaultKeyId),
        }),
      ),

    /** Makes a management key for a new workspace, so that a test sees only its own credentials. */
    newTenant: async (request: Partial<ManagementKeyRequest> = {}) => {
      const workspaceId = randomUUID();
      const own = {
        name: null,
        workspaces: [workspaceId],
        default_workspace_id: workspaceId,
        expires_at: null,
      };
      const minted = await mintManagementKey({ ...own, ...request }, { store, now: () => new Date() });
      const token = reveal(minted.token);
      return { workspaceId, token, managementKeyId: minted.managementKey.id, api: apiOf(token) };
    },
  };
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

/** Calls a deployed HTTP API with a management key. */
export const apiAt =
  (url: string, token: string): Api =>
  async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return readAnswer(response);
  };

export async function readAnswer(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const text = await response.text();
  return { status, headers, text, body: text === "" ? undefined : JSON.parse(text) };
}
