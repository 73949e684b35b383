import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  dynamodbManagementKeyStore,
  dynamodbManagementKeys,
} from "../../shared/access/dynamodb-management-keys.ts";
import { hashToken } from "../../shared/access/hash-token.ts";
import { mintManagementKey } from "../../shared/access/mint-management-key.ts";
import { reveal } from "../../shared/kernel/secret.ts";
import { jsonLogger } from "../../shared/lambda/logger.ts";
import { clientConfig } from "./aws-environment.ts";
import type { MintKey } from "./run-locally.ts";

/** Returns the last run's key if the deployment still knows it, so that open shells keep working; else a new key. */
export const mintLocalKey: MintKey = async ({ awsEndpoint, tableName }, previous) => {
  const table = { client: new DynamoDBClient(clientConfig(awsEndpoint)), name: tableName };
  const keys = dynamodbManagementKeys(table, jsonLogger("npm start"));
  const known = previous && (await keys.find(hashToken(previous.managementKey)));
  if (known) return { managementKey: previous.managementKey, workspaceId: previous.workspaceId };

  const workspaceId = randomUUID();
  const { token } = await mintManagementKey(
    { name: "npm start", workspaces: "all", default_workspace_id: workspaceId, expires_at: null },
    { store: dynamodbManagementKeyStore(table), now: () => new Date() },
  );
  return { managementKey: reveal(token), workspaceId };
};
