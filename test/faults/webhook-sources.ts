import { SSMClient } from "@aws-sdk/client-ssm";
import { clientConfig } from "../../infra/local/aws-environment.ts";
import { Secret } from "../../shared/kernel/secret.ts";
import { addWebhookSource } from "../../shared/webhooks/add-webhook-source.ts";
import { ssmWebhookSources } from "../../shared/webhooks/ssm-webhook-sources.ts";
import { newStandardSecret } from "../../shared/webhooks/standard-signature.ts";
import type { SignatureScheme, WebhookSource } from "../../shared/webhooks/webhook-source.ts";
import { recordingLogger } from "../support/fakes/recording-logger.ts";
import type { Tenant } from "./clients.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** A webhook source with its sender's secret and the workspaces that its events may name. */
export interface Sending {
  readonly source: WebhookSource;
  readonly secret: Secret;
  readonly tenants: readonly Tenant[];
}

export const SOURCE_NAMES = ["portal", "billing", "vault"] as const;

/** The last source signs the body alone. */
export const schemeOf = (name: string): SignatureScheme =>
  name === SOURCE_NAMES.at(-1) ? "hmac-sha256" : "standard";

const BODY_HEADERS = { signature_header: "x-signature", event_id_header: "x-event-id" };

/** The number of workspaces that a source serves. With only one, its events need not name it. */
export const servedBy = (name: string, workspaces: number): number =>
  name === SOURCE_NAMES[0] ? 1 : workspaces;

/** Adds the sources like an operator, each with a secret that follows from the seed. */
export function addSources(
  { deployment }: World,
  tenants: readonly Tenant[],
  random: Random,
): Promise<Sending[]> {
  const ssm = new SSMClient(clientConfig(deployment.awsEndpoint));
  const store = ssmWebhookSources(ssm, deployment.webhookSourcesPath, recordingLogger());
  return Promise.all(
    SOURCE_NAMES.map(async (name) => {
      const own = tenants.slice(0, servedBy(name, tenants.length));
      const workspaces = own.map(({ workspaceId }) => workspaceId);
      const scheme = schemeOf(name);
      const bytes = random.fork(name).bytes(32);
      const signing =
        scheme === "standard"
          ? { secret: newStandardSecret(bytes) }
          : { secret: new Secret(Buffer.from(bytes).toString("base64url")), ...BODY_HEADERS };
      const request = { name, scheme, workspaces, ...signing };
      const { source } = await addWebhookSource(request, { store, now: () => new Date() });
      return { source, secret: signing.secret, tenants: own };
    }),
  );
}
