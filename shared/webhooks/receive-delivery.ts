import type { Command } from "../credentials/command.ts";
import type { CommandQueue } from "../credentials/ports.ts";
import { KeyferryError, toKeyferryError } from "../kernel/errors.ts";
import type { Clock, Logger, Sleep } from "../kernel/ports.ts";
import { limitSize } from "../kernel/read-document.ts";
import { decodeBody, requireUtf8 } from "../kernel/utf8.ts";
import { describeType } from "./describe-type.ts";
import type { WebhookSourceStore } from "./ports.ts";
import { PING, readWebhookEvent } from "./read-webhook-event.ts";
import type { ReportDelivery } from "./report-delivery.ts";
import {
  type Delivery,
  type Verification,
  type VerifiedDelivery,
  verifyDelivery,
} from "./verify-delivery.ts";
import { type SealingDependencies, webhookCommand } from "./webhook-command.ts";
import type { WebhookEventSchemas } from "./webhook-event.ts";
import type { WebhookSource } from "./webhook-source.ts";

export interface DeliveryDependencies extends SealingDependencies {
  readonly sources: Pick<WebhookSourceStore, "find">;
  /** Takes the place of an unknown source, so that checking its delivery costs the same. */
  readonly decoy: WebhookSource;
  readonly queue: CommandQueue;
  readonly schemas: WebhookEventSchemas;
  readonly report: ReportDelivery;
  readonly now: Clock;
  readonly sleep: Sleep;
  readonly log: Logger;
}

/** The result of a delivery. It is `ignored` for an event of an unknown type. */
export type Receipt =
  | { readonly status: "accepted"; readonly id: string; readonly command_id: string }
  | { readonly status: "ignored" };

/**
 * Checks a delivery, seals the key that it brings and queues a command, without waiting for the worker. The
 * same event sent again derives the same ids, so that it gets the same answer and takes effect once. Another event under
 * the same id is another command.
 * @throws KeyferryError `unauthenticated` for an invalid signature and, indistinguishably, for an unknown
 *   source; `invalid_request` with field problems; `unsupported_media_type`; `payload_too_large`; `unavailable` when
 *   nothing could be queued.
 */
export async function receiveDelivery(
  delivery: Delivery,
  dependencies: DeliveryDependencies,
): Promise<Receipt> {
  const { sources, decoy, schemas, report, now, log } = dependencies;
  const source = await sources.find(delivery.source);
  const verification = verify(delivery, source ?? decoy, now());
  if (verification.problem !== null || source === null) {
    return refuse(source, verification, delivery, dependencies);
  }
  const about = { source, requestId: delivery.requestId };
  try {
    requireUtf8(delivery.header("content-type"));
    const read = isNamedPing(delivery) ? PING : readWebhookEvent(decodeBody(delivery.body), schemas);
    if (read.kind === "unknown") {
      const message = `no event type of keyferry: ${describeType(read.type, Object.keys(schemas))}`;
      await report({ ...about, type: "delivery.ignored", code: "unknown_event_type", message });
      return { status: "ignored" };
    }
    const { event, timestamp } = read;
    const { eventId } = verification;
    const occurred_at = occurredAt(timestamp, verification, now());
    const command = await webhookCommand(event, { ...about, eventId, timestamp, occurred_at }, dependencies);
    await dependencies.queue.send(command);
    log.info("delivery_accepted", { ...idsOf(command), source: source.name, type: command.type });
    return { status: "accepted", id: command.credential_id, command_id: command.id };
  } catch (error) {
    const { kind, message, fields } = toKeyferryError(error);
    if (kind === "invalid_request" || kind === "unsupported_media_type") {
      const problems = fields.map(({ path, reason }) => `${path || "body"} ${reason}`);
      const summary = problems.join("; ") || message;
      await report({ ...about, type: "delivery.rejected", code: "invalid_event", message: summary });
    }
    throw error;
  }
}

/** GitHub's first delivery, when a hook is added: its type is in a header, and the body has none (GitHub, "Webhook events"). */
const isNamedPing = ({ header }: Delivery): boolean => header("x-github-event") === "ping";

type Refusal = Verification | { readonly problem: "too_large"; readonly message: string };

/** Checks the size first but reports it last, when an unknown source has cost as much as a known one. */
function verify(delivery: Delivery, source: WebhookSource, now: Date): Refusal {
  try {
    limitSize(delivery.body.byteLength);
  } catch (error) {
    return { problem: "too_large", message: (error as Error).message };
  }
  return verifyDelivery(delivery, source, now);
}

/**
 * The time that a refusal takes. It is enough for a report, which only known sources get, even over a new connection. But
 * the answer never waits for the report, whose duration would tell which sources exist. A report that is still on its way
 * is completed when the function runs next, and one that failed is sent again with the next refusal.
 */
const REFUSAL_MS = 250;

async function refuse(
  source: WebhookSource | null,
  refusal: Refusal,
  { requestId }: Delivery,
  { report, sleep, log }: DeliveryDependencies,
): Promise<never> {
  const problem = refusal.problem ?? "bad_signature";
  const message = refusal.problem === null ? "" : refusal.message;
  log.warn("delivery_refused", { request_id: requestId, source: source?.name ?? null, problem });
  const answerIsDue = sleep(REFUSAL_MS);
  if (source !== null) void report({ source, requestId, type: "delivery.rejected", code: problem, message });
  await answerIsDue;
  throw problem === "too_large"
    ? new KeyferryError("payload_too_large", message)
    : new KeyferryError("unauthenticated", "Invalid webhook signature");
}

/** A timestamp may be this far ahead, like a signature's time. Any further one counts as this far. */
const MAX_AHEAD_MS = 5 * 60_000;

function occurredAt(timestamp: string | undefined, { attemptedAt }: VerifiedDelivery, now: Date): string {
  const claimed = timestamp === undefined ? (attemptedAt ?? now) : new Date(timestamp);
  return new Date(Math.min(claimed.getTime(), now.getTime() + MAX_AHEAD_MS)).toISOString();
}

const idsOf = ({ id, credential_id, request_id }: Command) => ({ command_id: id, credential_id, request_id });
