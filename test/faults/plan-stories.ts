import type { WebhookEvent, WebhookFields } from "./history.ts";
import type { PlanOptions } from "./plan-commands.ts";
import { type Random, shuffledBy } from "./random.ts";

/** The sender's clock starts here and ticks once per event, so that bodies are the same in every run. */
const BEGINNING = Date.UTC(2026, 0, 1);

/** Endlessly plans the events of external ids. Each list has the events of one id in the order of sending. */
export function* planStories(options: PlanOptions): Generator<WebhookEvent[]> {
  const { name, random, workspaces, newKey } = options;
  let events = 0;
  for (let story = 1; ; story += 1) {
    const externalId = `${name}/${story}`;
    const workspace = random.below(workspaces);
    const tell = (type: WebhookEvent["type"], fields: WebhookFields = {}): WebhookEvent => {
      events += 1;
      const at = new Date(BEGINNING + events * 1_000).toISOString();
      return { id: `${name}-${events}`, type, externalId, workspace, at, fields };
    };
    const draw = random.next();
    if (draw < 0.3) yield threeInAnyOrder(random, tell, newKey);
    else if (draw < 0.5) yield swappedUpdates(random, tell, newKey);
    else yield anyLife(random, tell, newKey);
  }
}

type Tell = (type: WebhookEvent["type"], fields?: WebhookFields) => WebhookEvent;
type NewKey = () => string;

const create = (random: Random, tell: Tell, newKey: NewKey): WebhookEvent =>
  tell("create", { key: newKey(), name: `created ${random.uuid()}` });

/** The first row of the table in docs/webhooks.md: creation, rotation and deletion. */
function threeInAnyOrder(random: Random, tell: Tell, newKey: NewKey): WebhookEvent[] {
  const created = create(random, tell, newKey);
  const rotated = tell("update", { ...drawChange(random, newKey), key: newKey() });
  return shuffledBy(random, [created, rotated, tell("delete")]);
}

/** Changes of the same field, sent in any order. */
function swappedUpdates(random: Random, tell: Tell, newKey: NewKey): WebhookEvent[] {
  const sent = [create(random, tell, newKey)];
  for (let left = 3; left > 0; left -= 1)
    sent.push(tell("update", { ...drawChange(random, newKey), name: `changed ${random.uuid()}` }));
  return shuffledBy(random, sent);
}

/**
 * A credential that may never be created or be created twice, be deleted, and be changed afterwards. Half of
 * these lists are in order.
 */
function anyLife(random: Random, tell: Tell, newKey: NewKey): WebhookEvent[] {
  const sent: WebhookEvent[] = [];
  if (random.chance(0.9)) sent.push(create(random, tell, newKey));
  for (let left = random.below(4); left > 0; left -= 1) sent.push(tell("update", drawChange(random, newKey)));
  if (random.chance(0.15)) sent.push(create(random, tell, newKey));
  if (random.chance(0.4)) sent.push(tell("delete"));
  if (random.chance(0.25)) sent.push(tell("update", drawChange(random, newKey)));
  if (random.chance(0.1)) sent.push(tell("unknown"));
  return random.chance(0.5) ? sent : shuffledBy(random, sent);
}

function drawChange(random: Random, newKey: NewKey): WebhookFields {
  const change: WebhookFields = {
    ...(random.chance(0.5) && { name: `changed ${random.uuid()}` }),
    ...(random.chance(0.4) && { disabled: random.chance(0.5) }),
    ...(random.chance(0.5) && { key: newKey() }),
  };
  return Object.keys(change).length > 0 ? change : { disabled: true };
}
