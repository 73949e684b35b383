import { FORGERIES, type Forgery, type WebhookEvent } from "./history.ts";
import type { PlanOptions } from "./plan-commands.ts";
import { planStories } from "./plan-stories.ts";
import { shuffledBy } from "./random.ts";

/** The next delivery of a webhook sender. It follows from the seed alone, whatever the answers will be. */
export interface PlannedDelivery {
  readonly event: WebhookEvent;
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

/** Endlessly plans deliveries of one source: out of order, repeated at once or later, and some forged. */
export function* planDeliveries(options: PlanOptions): Generator<PlannedDelivery> {
  const { random } = options;
  const stories = planStories(options);
  const pending: WebhookEvent[] = [];
  const sent: WebhookEvent[] = [];
  const next = (event: WebhookEvent, isFirst: boolean, forgery: Forgery | null = null): PlannedDelivery => ({
    event,
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
      if (forgeries.length === 0) forgeries.push(...shuffledBy(random, FORGERIES));
      yield next(forgeryOf(random.pick(pending), forged, options), false, forgeries.pop());
      forged += 1;
    }
    if (sent.length > 0 && random.chance(0.3)) yield next(random.pick(sent), false);
    const event = pending.splice(random.chance(0.6) ? 0 : random.below(pending.length), 1)[0] as WebhookEvent;
    sent.push(event);
    yield next(event, true);
  }
}

/** A real event under a new id. Half of them name a credential that does not exist. */
function forgeryOf(event: WebhookEvent, serial: number, { name, newKey }: PlanOptions): WebhookEvent {
  const fields = { ...event.fields, key: newKey(), name: "forged" };
  const about = serial % 2 === 0 ? event.externalId : `${name}/forged-${serial}`;
  return { ...event, id: `${name}-forged-${serial}`, externalId: about, fields };
}
