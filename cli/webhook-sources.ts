import { SSMClient } from "@aws-sdk/client-ssm";
import type { LogFields, Logger } from "../shared/kernel/ports.ts";
import type { WebhookSourceStore } from "../shared/webhooks/ports.ts";
import { ssmWebhookSources } from "../shared/webhooks/ssm-webhook-sources.ts";
import { findDeployment } from "./deployment.ts";
import { note } from "./output.ts";
import type { CliSettings } from "./settings.ts";

/** The deployment's webhook sources, and the URLs that senders use. Import it where it runs: it loads the AWS SDK. */
export async function openWebhookSources(
  settings: CliSettings,
): Promise<{ readonly store: WebhookSourceStore; readonly urlOf: (name: string) => string }> {
  const { apiUrl, aws, output } = await findDeployment(settings);
  return {
    store: ssmWebhookSources(new SSMClient(aws), output("webhookSourcesPath"), warnings),
    urlOf: (name) => `${apiUrl}/webhooks/${name}`,
  };
}

const warn = (code: string, fields: LogFields = {}) => note(`keyferry: ${code} ${JSON.stringify(fields)}`);
const warnings: Logger = { info: () => {}, warn, error: warn };
