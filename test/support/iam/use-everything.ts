import { InvokeCommand } from "@aws-sdk/client-lambda";
import { ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { GLOBAL } from "../../../shared/kernel/workspace.ts";
import { keyferryCli } from "../clients/keyferry-cli.ts";
import { redeemLink } from "../clients/redeem-link.ts";
import { useNow } from "../data/fixtures.ts";
import { type Api, deployment, eventually, lambda, newKey, newTenant, sqs } from "../deployed/deployment.ts";
import { newSender } from "../deployed/webhook-sender.ts";
import { invokeFunction } from "../emulator/invoke-function.ts";
import { withQueuesHeld } from "../emulator/queues-held.ts";

/** Makes every role use each of its rights, except for the auditor's. */
export async function useEverything(): Promise<void> {
  const { workspaceId, token, api } = await newTenant();
  const created = await api("POST", "/byok", { provider: "openai", key: newKey() });
  const { id } = created.body.data;
  await api("PATCH", `/byok/${id}`, { key: newKey() });
  await api("GET", "/byok");
  await report(api, id);
  await api("GET", `/byok/${id}/events`);
  await api("GET", "/byok/public-key");
  await api("DELETE", `/byok/${id}`);
  await redeliver(api);
  await importRow(workspaceId, token);
  const everywhere = await newTenant({ workspaces: "all" });
  await importRow(GLOBAL, everywhere.token);
  await api("GET", "/byok/imports");
  await invokeFunction(lambda, "Relay", { task: "reconcile" });

  const link = (await api("POST", "/byok/links", { purpose: "create", provider: "openai" })).body.data;
  await redeemLink(link.url, newKey());
  await api("GET", "/byok/links");
  await invokeFunction(lambda, "Worker", { task: "expire_links" });

  const { send } = await newSender(workspaceId);
  const data = { external_id: "customer", provider: "openai", key: newKey() };
  await send({ type: "credential.create", data }, "event");
  await eventually(async () => (await api("GET", "/byok?limit=1")).body.total_count === 4, 60);
}

/** A router reports that it used a credential. */
async function report(api: Api, id: string): Promise<void> {
  const MessageBody = JSON.stringify({ version: 1, uses: [useNow(id)] });
  await sqs.send(new SendMessageCommand({ QueueUrl: deployment.useQueueUrl, MessageBody }));
  const used = async () => (await api("GET", `/byok/${id}`)).body.data.last_used_at !== null;
  await eventually(used, 30);
}

/** After a message was received before, the worker checks whether it has been carried out. */
const redeliver = (api: Api): Promise<void> =>
  withQueuesHeld(lambda, async () => {
    await api("POST", "/byok", { provider: "openai", key: newKey() }, { prefer: "respond-async" });
    await sqs.send(new ReceiveMessageCommand({ QueueUrl: deployment.commandQueueUrl, VisibilityTimeout: 0 }));
  });

async function importRow(workspaceId: string, token: string): Promise<void> {
  const cli = await keyferryCli(deployment);
  try {
    await cli.write("row.jsonl", JSON.stringify({ provider: "openai", key: newKey() }));
    const environment = { KEYFERRY_API_URL: deployment.apiUrl, KEYFERRY_MANAGEMENT_KEY: token };
    await cli.run(["import", "row.jsonl", "--workspace", workspaceId], "", environment);
  } finally {
    await cli.remove();
  }
}

/** Signs everything archived that is old enough. */
export const runAuditor = () => lambda.send(new InvokeCommand({ FunctionName: deployment.auditorName }));
