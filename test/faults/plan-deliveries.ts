import { FORGERIES, type Forgery, type WebhookEvent } from "./history.ts";
import type { PlanOptions } from "./plan-commands.ts";
import { planStories } from "./plan-stories.ts";
import { shuffledBy } from "./random.ts";

/** What a webhook sender is going to send. Follows from the seed alone, whatever the answers will be. */
export interface PlannedDelivery {
  readonly event: WebhookEvent;
  /** Whether the event has not been sent before. */
  readonly isFirst: boolean;
  readonly forgery: Forgery | null;
  /** A sealed key instead of a raw one. */
  readonly sealed: boolean;
  /** Attempts at the same time, as of a sender that gave up on an answer too early. */
  readonly copies: number;
  readonly restMs: number;
}

/** Events that a sender has on their way before it makes more. */
const ON_THEIR_WAY = 8;
const REST_MS = 200;

/** Deliveries of one source, without end: out of order, repeated at once or much later, and some of them not its own. */
export function* planDeliveries(options: PlanOptions): Generator<PlannedDelivery> {
  const { random } = options;
  const stories = planStories(options);
  const pending: WebhookEvent[] = [];
  const sent: WebhookEvent[] = [];
  const next = (event: WebhookEvent, isFirst: boolean, forgery: Forgery | null = null): PlannedDelivery => ({
    event,
    isFirst,
    forgery,
    // A function of the event, because a repeat has the same body to the byte.
    sealed: event.fields.key !== undefined && event.at.endsWith("5.000Z"),
    copies: random.chance(0.1) ? 2 : 1,
    restMs: random.below(REST_MS),
  });
  const forgeries: Forgery[] = [];
  for (let forged = 1; ; ) {
    while (pending.length < ON_THEIR_WAY) pending.push(...(stories.next().value as WebhookEvent[]));
    if (random.chance(0.2)) {
      // Each kind in turn, so that a short run has them all.
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

/** A real event under an id of its own, half of them about a credential that does not exist. */
function forgeryOf(event: WebhookEvent, serial: number, { name, newKey }: PlanOptions): WebhookEvent {
  const fields = { ...event.fields, key: newKey(), name: "forged" };
  const about = serial % 2 === 0 ? event.externalId : `${name}/forged-${serial}`;
  return { ...event, id: `${name}-forged-${serial}`, externalId: about, fields };
}
