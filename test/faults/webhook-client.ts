import { setTimeout as pause } from "node:timers/promises";
import { Secret } from "../../shared/kernel/secret.ts";
import { type Seal, sealSession } from "../../shared/sealing/seal-session.ts";
import { signDelivery } from "../../shared/webhooks/sign-delivery.ts";
import { newStandardSecret } from "../../shared/webhooks/standard-signature.ts";
import { postDelivery } from "../support/clients/post-delivery.ts";
import type { Answer } from "../support/emulator/connect.ts";
import type { ClientOptions } from "./clients.ts";
import type { WebhookEvent } from "./history.ts";
import { type PlannedDelivery, planDeliveries } from "./plan-deliveries.ts";
import type { Sending } from "./webhook-sources.ts";
import type { World } from "./world.ts";

/**
 * The sender's timeout for one answer, its pause between two attempts, and the time after which it gives up
 * an event. No fault lasts that long.
 */
const ANSWER_WITHIN_MS = 15_000;
const PAUSE_MS = 400;
const GIVE_UP_AFTER_MS = 120_000;

const PROVIDER = "openai";
const OTHER_SECRET = newStandardSecret(Buffer.alloc(32, 7));
const SIX_MINUTES = 6 * 60_000;

/**
 * Runs one webhook sender. No other sender uses its external ids, so its accepted events determine what the
 * store must hold in the end. It repeats each event until it is accepted, and records every attempt with its
 * answer.
 */
export async function runWebhookSender(
  options: ClientOptions,
  { source, secret, tenants }: Sending,
  { intakeKey, deployment }: World,
): Promise<void> {
  const { name: client, history, takeTurn } = options;
  const seal = sealSession(intakeKey, () => new Date());
  const workspaceIdOf = ({ workspace }: WebhookEvent) => tenants[workspace]?.workspaceId ?? "";
  const bodies = new Map<WebhookEvent, string>();

  const post = ({ eventId, forgery }: PlannedDelivery, body: string): Promise<Answer> => {
    const at = new Date(Date.now() - (forgery === "six minutes old" ? SIX_MINUTES : 0));
    const by = forgery === "other secret" ? OTHER_SECRET : secret;
    const signed = signDelivery(body, eventId, source, by, at);
    return postDelivery(
      deployment.apiUrl,
      forgery === "unknown source" ? `no-${source.name}` : source.name,
      forgery === "altered body" ? body.replace(/\}$/, ',"altered":true}') : body,
      forgery === "no signature" ? { ...signed, [source.signature_header]: "" } : signed,
      AbortSignal.timeout(ANSWER_WITHIN_MS),
    );
  };
  const attempt = async (planned: PlannedDelivery, body: string): Promise<number> => {
    const answer = await post(planned, body).catch(() => null);
    const status = answer?.status ?? 0;
    const { event, forgery } = planned;
    const receipt = status === 202 ? (answer?.text ?? "") : "";
    history.attempts.push({ client, source: source.name, event, forgery, status, receipt });
    return status;
  };
  const deliver = async (planned: PlannedDelivery, body: string): Promise<void> => {
    const deadline = Date.now() + GIVE_UP_AFTER_MS;
    while (isWorthRepeating(await attempt(planned, body)) && Date.now() < deadline) await pause(PAUSE_MS);
  };

  for (const planned of planDeliveries({ ...options, workspaces: tenants.length, scheme: source.scheme })) {
    if (planned.isFirst && !takeTurn()) return;
    const { event, copies, restMs } = planned;
    const body = bodies.get(event) ?? bodyOf(planned, workspaceIdOf(event), seal);
    bodies.set(event, body);
    await Promise.all(Array.from({ length: copies }, () => deliver(planned, body)));
    await pause(restMs);
  }
}

const isWorthRepeating = (status: number): boolean => status === 0 || status === 429 || status >= 500;

const TYPES = {
  create: "credential.create",
  update: "credential.update",
  delete: "credential.delete",
  unknown: "customer.moved",
} as const;

function bodyOf({ event, sealed }: PlannedDelivery, workspace_id: string, seal: Seal): string {
  const { type, externalId: external_id, at: timestamp, fields } = event;
  const { key, ...settings } = fields;
  const binding = { workspace_id, provider: PROVIDER };
  const data = {
    external_id,
    workspace_id,
    ...(type === "create" && { provider: PROVIDER }),
    ...(type !== "delete" && settings),
    ...(type !== "delete" &&
      key !== undefined &&
      (sealed ? { sealed_key: seal(new Secret(key), binding) } : { key })),
  };
  return JSON.stringify({ type: TYPES[type], timestamp, data });
}
