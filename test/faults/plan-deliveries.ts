import type { SignatureScheme } from "../../shared/webhooks/webhook-source.ts";
import { FORGERIES, type Forgery, type WebhookEvent } from "./history.ts";
import type { PlanOptions } from "./plan-commands.ts";
import { planStories } from "./plan-stories.ts";
import { shuffledBy } from "./random.ts";

export interface DeliveryPlanOptions extends PlanOptions {
  readonly scheme: SignatureScheme;
}

/** The next delivery of a webhook sender. It follows from the seed alone, whatever the answers will be. */
export interface PlannedDelivery {
  readonly event: WebhookEvent;
  /** The event id that the delivery names: that of another event if somebody replays a body whose scheme signs no id. */
  readonly eventId: string;
  /** Whether the event has not been sent before. */
  readonly isFirst: boolean;
  readonly forgery: Forgery | null;
  /** Whether the key is sealed instead of raw. */
  readonly sealed: boolean;
  /** The number of concurrent attempts, as from a sender whose timeout is too short. */
  readonly copies: number;
  readonly restMs: number;
}

/** The number of events that a sender has ready before it makes more. */
const READY_EVENTS = 8;
const REST_MS = 200;

/**
 * Endlessly plans deliveries of one source: out of order, repeated at once or later, some forged, some replayed under the
 * id of another event, and some with an id that the same credential has had already.
 */
export function* planDeliveries(options: DeliveryPlanOptions): Generator<PlannedDelivery> {
  const { random, scheme } = options;
  const stories = planStories(options);
  const pending: WebhookEvent[] = [];
  const sent: WebhookEvent[] = [];
  const next = (
    event: WebhookEvent,
    isFirst: boolean,
    { forgery = null, eventId = event.id }: { forgery?: Forgery | null; eventId?: string } = {},
  ): PlannedDelivery => ({
    event,
    eventId,
    isFirst,
    forgery,
    // This depends only on the event, because a repeat has the same body, byte for byte.
    sealed: event.fields.key !== undefined && event.at.endsWith("5.000Z"),
    copies: random.chance(0.1) ? 2 : 1,
    restMs: random.below(REST_MS),
  });
  const forgeries: Forgery[] = [];
  for (let forged = 1; ; ) {
    while (pending.length < READY_EVENTS) pending.push(...(stories.next().value as WebhookEvent[]));
    if (random.chance(0.2)) {
      // Each kind comes in turn, so that a short run has all of them.
      if (forgeries.length === 0) forgeries.push(...shuffledBy(random, forgeriesOf(scheme)));
      yield next(forgeryOf(random.pick(pending), forged, options), false, {
        forgery: forgeries.pop() ?? null,
      });
      forged += 1;
    }
    if (sent.length > 0 && random.chance(0.3)) {
      const isReplay = scheme === "hmac-sha256" && random.chance(0.5);
      yield next(
        random.pick(sent),
        false,
        isReplay ? { eventId: random.pick([...sent, ...pending]).id } : {},
      );
    }
    const drawn = pending.splice(random.chance(0.6) ? 0 : random.below(pending.length), 1)[0] as WebhookEvent;
    const before = sent.filter(({ externalId }) => externalId === drawn.externalId);
    const event = before.length > 0 && random.chance(0.15) ? { ...drawn, id: random.pick(before).id } : drawn;
    sent.push(event);
    yield next(event, true);
  }
}

/** The scheme `hmac-sha256` signs no time, so an old delivery is not refused. */
const forgeriesOf = (scheme: SignatureScheme): readonly Forgery[] =>
  scheme === "standard" ? FORGERIES : FORGERIES.filter((forgery) => forgery !== "six minutes old");

/** A real event under a new id. Half of them name a credential that does not exist. */
function forgeryOf(event: WebhookEvent, serial: number, { name, newKey }: PlanOptions): WebhookEvent {
  const fields = { ...event.fields, key: newKey(), name: "forged" };
  const about = serial % 2 === 0 ? event.externalId : `${name}/forged-${serial}`;
  return { ...event, id: `${name}-forged-${serial}`, externalId: about, fields };
}
