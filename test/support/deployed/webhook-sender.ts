import { randomBytes } from "node:crypto";
import { SSMClient } from "@aws-sdk/client-ssm";
import { clientConfig } from "../../../infra/local/aws-environment.ts";
import { stageOptions } from "../../../infra/stages.ts";
import type { Secret } from "../../../shared/kernel/secret.ts";
import { addWebhookSource, type NewWebhookSource } from "../../../shared/webhooks/add-webhook-source.ts";
import { signDelivery } from "../../../shared/webhooks/sign-delivery.ts";
import { ssmWebhookSources } from "../../../shared/webhooks/ssm-webhook-sources.ts";
import type { WebhookSource } from "../../../shared/webhooks/webhook-source.ts";
import { postDelivery } from "../clients/post-delivery.ts";
import type { Answer } from "../emulator/connect.ts";
import { recordingLogger } from "../fakes/recording-logger.ts";
import { deployment, eventually } from "./deployment.ts";

/** The deployed stack's webhook sources, with an operator's rights. */
export const webhookSources = ssmWebhookSources(
  new SSMClient(clientConfig(deployment.awsEndpoint)),
  deployment.webhookSourcesPath,
  recordingLogger(),
);

/** An event type that leads to no command, and that the audit log names: it is well known. */
export const PING = "ping";

export interface Event {
  readonly type: string;
  readonly timestamp?: string;
  readonly data: object;
}

export interface Sending {
  readonly secret?: Secret;
  readonly at?: Date;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Makes a new source that the deployed function knows, and a function that sends as this source. */
export async function newSender(workspaceId: string, request: Partial<NewWebhookSource> = {}) {
  const name = `source-${randomBytes(6).toString("hex")}`;
  const { source, secret } = await addWebhookSource(
    { name, scheme: "standard", workspaces: [workspaceId], ...request },
    { store: webhookSources, now: () => new Date() },
  );
  const send = (event: Event, eventId: string, sending: Sending = {}) =>
    deliver(source, sending.secret ?? secret, event, eventId, sending);
  // Each warm process of the function learns of a new source when it next reads the sources.
  const noticedByAll = Date.parse(source.created_at) + stageOptions("dev").webhookSourcesTtlSeconds * 1000;
  await eventually(async () => {
    const { status } = await send({ type: PING, data: {} }, "ping");
    return status === 202 && Date.now() > noticedByAll;
  });
  return { source, secret, send };
}

async function deliver(
  source: WebhookSource,
  secret: Secret,
  event: Event,
  eventId: string,
  { at = new Date(), headers = {} }: Sending,
): Promise<Answer> {
  const body = JSON.stringify(event);
  const signed = signDelivery(body, eventId, source, secret, at);
  return post(source.name, body, { ...signed, ...headers });
}

/** POSTs without changing or signing the body. */
export const post = (name: string, body: string, headers: Record<string, string>): Promise<Answer> =>
  postDelivery(deployment.apiUrl, name, body, headers);
