import { createWebhookApp } from "../../../functions/webhook/app.ts";
import { KeyferryError } from "../../../shared/kernel/errors.ts";
import { providerSlugs } from "../../../shared/providers/slug.ts";
import { sealer } from "../../../shared/sealing/seal-session.ts";
import { addWebhookSource, type NewWebhookSource } from "../../../shared/webhooks/add-webhook-source.ts";
import { cachedWebhookSources } from "../../../shared/webhooks/cached-webhook-sources.ts";
import { decoySource } from "../../../shared/webhooks/decoy-source.ts";
import type { WebhookSourceStore } from "../../../shared/webhooks/ports.ts";
import type { DeliveryDependencies } from "../../../shared/webhooks/receive-delivery.ts";
import { deliveryReporter } from "../../../shared/webhooks/report-delivery.ts";
import { signDelivery } from "../../../shared/webhooks/sign-delivery.ts";
import { webhookEventSchemas } from "../../../shared/webhooks/webhook-event.ts";
import type { WebhookSource } from "../../../shared/webhooks/webhook-source.ts";
import { WORKSPACE } from "../data/fixtures.ts";
import { intakePublicKey } from "../fakes/local-kms.ts";
import { manualClock } from "../fakes/manual-clock.ts";
import { memoryQueue } from "../fakes/memory-queue.ts";
import { recordingLogger } from "../fakes/recording-logger.ts";
import { workerWorld } from "./worker-world.ts";

/** Sources in memory that count the reads. */
export function memorySources(): WebhookSourceStore & { reads: number } {
  const sources = new Map<string, WebhookSource>();
  return {
    reads: 0,
    async list() {
      this.reads += 1;
      return [...sources.values()];
    },
    find: async (name) => sources.get(name) ?? null,
    async add(source) {
      if (sources.has(source.name)) throw new KeyferryError("conflict", "there is one");
      sources.set(source.name, source);
    },
    async replace(source) {
      sources.set(source.name, source);
    },
    remove: async (name) => sources.delete(name),
  };
}

export const SOURCE = "portal";

/** The scheme that signs the body alone, as GitHub does. */
export const BODY_SCHEME = {
  scheme: "hmac-sha256" as const,
  signature_header: "X-Hub-Signature-256",
  event_id_header: "X-GitHub-Delivery",
};

/** The webhook door with a queue and a table in memory. A worker carries out each message as it is sent. */
export async function webhookWorld(request: Partial<NewWebhookSource> = {}) {
  const clock = manualClock();
  const world = workerWorld(undefined, clock);
  const store = memorySources();
  const log = recordingLogger();
  const queue = memoryQueue(async (message) => {
    await world.provision(message);
  });
  const intakeKey = { publicKey: async () => intakePublicKey };
  const slept: number[] = [];
  const { source, secret } = await addWebhookSource(
    { name: SOURCE, scheme: "standard", workspaces: [WORKSPACE], ...request },
    { store, now: clock.now },
  );
  const dependencies: DeliveryDependencies = {
    sources: cachedWebhookSources(store, 60_000, clock.now),
    decoy: decoySource(),
    queue,
    intakeKey,
    seal: sealer(intakeKey, clock.now),
    schemas: webhookEventSchemas(providerSlugs(["acme"])),
    report: deliveryReporter({ reports: queue, now: clock.now, log }),
    now: clock.now,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
    },
    log,
  };
  const app = createWebhookApp(dependencies);

  /** Sends a body unchanged. */
  const post = async (
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string>,
    name = SOURCE,
  ) => {
    const response = await app.request(`/webhooks/${name}`, { method: "POST", body, headers });
    const text = await response.text();
    // biome-ignore lint/suspicious/noExplicitAny: a body is whatever the door answered
    const answer: any = JSON.parse(text);
    return { status: response.status, headers: response.headers, text, body: answer };
  };
  const sign = (body: string, eventId: string, by = secret) =>
    signDelivery(body, eventId, source, by, clock.now());

  return {
    ...world,
    clock,
    store,
    queue,
    log,
    slept,
    request: async (method: string, path: string) => app.request(path, { method }),
    source,
    secret,
    post,
    sign,
    /** Signs and sends an event, like the sender. */
    send: (event: object, eventId = "event-1", by = secret) => {
      const body = JSON.stringify(event);
      return post(body, { ...sign(body, eventId, by) });
    },
    events: () => [...world.table.events.values()],
  };
}

export type WebhookWorld = Awaited<ReturnType<typeof webhookWorld>>;
