import type { LogFields, Logger } from "../shared/kernel/ports.ts";
import type { WebhookSourceStore } from "../shared/webhooks/ports.ts";
import { ssmWebhookSources } from "../shared/webhooks/ssm-webhook-sources.ts";
import { findDeployment } from "./deployment.ts";
import type { Settings } from "./settings.ts";

/** The deployment's webhook sources, and where senders reach it. */
export async function openWebhookSources(
  settings: Settings,
): Promise<{ readonly store: WebhookSourceStore; readonly urlOf: (name: string) => string }> {
  const { apiUrl, webhookSources } = await findDeployment(settings);
  return {
    store: ssmWebhookSources(webhookSources.client, webhookSources.path, warnings),
    urlOf: (name) => `${apiUrl}/webhooks/${name}`,
  };
}

const warn = (code: string, fields: LogFields = {}) =>
  console.error(`keyferry: ${code} ${JSON.stringify(fields)}`);
const warnings: Logger = { info: () => {}, warn, error: warn };
