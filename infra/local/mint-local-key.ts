import { randomUUID } from "node:crypto";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  dynamodbManagementKeyStore,
  dynamodbManagementKeys,
} from "../../shared/access/dynamodb-management-keys.ts";
import { hashToken } from "../../shared/access/hash-token.ts";
import { mintManagementKey } from "../../shared/access/mint-management-key.ts";
import { reveal } from "../../shared/kernel/secret.ts";
import { clientConfig } from "./aws-environment.ts";
import type { MintKey } from "./run-locally.ts";

/** The key of the last run while the deployment knows it, so that what people have in their shells keeps working. */
export const mintLocalKey: MintKey = async ({ awsEndpoint, tableName }, previous) => {
  const table = { client: new DynamoDBClient(clientConfig(awsEndpoint)), name: tableName };
  const known = previous && (await dynamodbManagementKeys(table).find(hashToken(previous.managementKey)));
  if (known) return { managementKey: previous.managementKey, workspaceId: previous.workspaceId };

  const workspaceId = randomUUID();
  const { token } = await mintManagementKey(
    { name: "npm start", workspaces: "all", default_workspace_id: workspaceId, expires_at: null },
    { store: dynamodbManagementKeyStore(table), now: () => new Date() },
  );
  return { managementKey: reveal(token), workspaceId };
};
