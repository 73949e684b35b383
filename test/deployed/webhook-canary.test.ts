import { expect, it } from "vitest";
import { reveal } from "../../shared/kernel/secret.ts";
import { leaks } from "../support/data/disguises.ts";
import { tapBus } from "../support/deployed/bus-tap.ts";
import {
  archivedSince,
  everythingStored,
  newCanary,
  newCanaryOfLetters,
  peekQueues,
  processArguments,
  withBodies,
} from "../support/deployed/canary.ts";
import { type Answer, eventually, lambda, newTenant, openStored } from "../support/deployed/deployment.ts";
import { newSender, post } from "../support/deployed/webhook-sender.ts";
import { withQueuesHeld } from "../support/emulator/queues-held.ts";

it("a raw key and the webhook's secret stay out of queues, table, logs, events and answers", async () => {
  const since = new Date();
  const { workspaceId } = await newTenant();
  const { source, secret, send } = await newSender(workspaceId);
  const bus = await tapBus("webhook-canary");
  const answers: Answer[] = [];
  const canaries: string[] = [];
  const sendWith = async (type: string, dataWith: (canary: string) => object) => {
    const canary = newCanary();
    canaries.push(canary);
    const answer = await send({ type, data: dataWith(canary) }, `event-${canaries.length}`);
    answers.push(answer);
    return { canary, answer };
  };
  const ours = { external_id: "c-1", provider: "openai" };

  const peeked = await withQueuesHeld(lambda, async () => {
    await sendWith("credential.update", (key) => ({ external_id: "c-2", key }));
    await sendWith("credential.create", (key) => ({ ...ours, external_id: "c-2", key }));
    return peekQueues();
  });
  expect(peeked).toContain("c-2");
  expect(leaks({ "queue, while commands wait": peeked }, withBodies(canaries))).toEqual([]);

  await sendWith("credential.create", (key) => ({ ...ours, key }));
  const rotated = await sendWith("credential.update", (key) => ({ external_id: "c-1", key }));
  // What a sender gets wrong must not come back or stay behind either.
  await sendWith("credential.create", (key) => ({ ...ours, external_id: "c-3", provider: "anthropic", key }));
  await sendWith("credential.create", (key) => ({
    ...ours,
    [key]: key,
    workspace_id: key,
    provider: key,
    key,
  }));
  await sendWith("credential.update", (key) => ({ external_id: `${key} `, key: `${key}...` }));
  await sendWith("credential.create", (key) => ({ ...ours, key: `${key} ${"x".repeat(70_000)}` }));
  await sendWith("credential.unknown", (key) => ({ ...ours, key }));
  // A key of letters looks like a name or a type, and stands where one does.
  const name = newCanaryOfLetters();
  canaries.push(name);
  answers.push(await send({ type: name, data: { [name]: name } }, "event-of-letters-1"));
  const named = { ...ours, [name]: 1, allowed_models: [{ [name]: 1 }] };
  answers.push(await send({ type: "credential.create", data: named }, "event-of-letters-2"));
  const unsigned = newCanary();
  canaries.push(unsigned);
  const body = JSON.stringify({ type: unsigned, data: { ...ours, key: unsigned } });
  answers.push(await post(source.name, body, { "webhook-id": unsigned, "webhook-signature": unsigned }));
  answers.push(await post(unsigned, body, {}));
  expect(answers.map(({ status }) => status)).toEqual([
    202, 202, 202, 202, 400, 400, 400, 413, 202, 202, 400, 401, 401,
  ]);

  await eventually(async () => (await openStored(rotated.answer.body.id).catch(() => "")) === rotated.canary);
  await eventually(async () =>
    (await bus.events()).some(
      ({ detail }) => detail.type === "credential.rotated" && detail.data.external_id === "c-1",
    ),
  );
  const places = {
    ...(await everythingStored()),
    archive: await eventually(async () => {
      const archived = await archivedSince(since);
      return ["c-1", "(unknown type)", source.name].every((text) => archived.includes(text)) && archived;
    }),
    events: JSON.stringify(await bus.events()),
    answers: answers.map(({ text, headers }) => `${text} ${JSON.stringify([...headers])}`).join("\n"),
    processes: await processArguments(),
  };
  expect(places.table).toContain(rotated.answer.body.id);
  expect(places.logs).toContain(rotated.answer.body.id);
  expect(places.events).toContain("c-1");
  expect(leaks(places, withBodies(canaries))).toEqual([]);
  expect(leaks(places, [reveal(secret).slice("whsec_".length)])).toEqual([]);
});
