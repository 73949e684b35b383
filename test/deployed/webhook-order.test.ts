import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { rotateWebhookSecret } from "../../shared/webhooks/rotate-webhook-secret.ts";
import { signDelivery } from "../../shared/webhooks/sign-delivery.ts";
import { permutations } from "../support/data/permutations.ts";
import { tapBus } from "../support/deployed/bus-tap.ts";
import { eventually, newKey, newTenant, openStored } from "../support/deployed/deployment.ts";
import { newSender, PING, post, webhookSources } from "../support/deployed/webhook-sender.ts";

const [first, second] = [newKey(), newKey()];
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

const STEPS = [
  { type: "credential.create", timestamp: minutesAgo(3), data: { provider: "openai", key: first } },
  { type: "credential.update", timestamp: minutesAgo(2), data: { key: second, name: "second" } },
  { type: "credential.delete", timestamp: minutesAgo(1), data: {} },
];

describe("creation, update and deletion in all six orders", () => {
  it("all six orders of creation, update and deletion end deleted, with no key stored", async () => {
    const { api, workspaceId } = await newTenant();
    const { source, send } = await newSender(workspaceId);
    const bus = await tapBus("webhook-orders");
    const orders = permutations(STEPS);
    const ids: string[] = [];
    for (const [n, order] of orders.entries()) {
      for (const { type, timestamp, data } of order) {
        const answer = await send(
          { type, timestamp, data: { external_id: `c-${n}`, ...data } },
          `${type.slice(11)}-${n}`,
        );
        expect(answer.status).toBe(202);
        ids[n] = answer.body.id;
      }
    }
    await eventually(async () => {
      const mine = (await bus.events()).filter(
        ({ detail }) => detail.data.source === source.name && detail.data.external_id,
      );
      return mine.length === 18;
    });
    expect(new Set(ids).size).toBe(6);
    for (const id of ids) {
      expect((await api("GET", `/byok/${id}`)).status).toBe(404);
      await expect(openStored(id)).rejects.toThrow("not found");
    }
    expect((await api("GET", "/byok")).body.total_count).toBe(0);
    const events = await bus.events();
    for (const [n, id] of ids.entries()) {
      const mine = events.filter(({ detail }) => detail.subject === id);
      expect(mine.map(({ detail }) => detail.data.external_id)).toEqual(Array(3).fill(`c-${n}`));
      expect(mine.map((event) => event["detail-type"])).toContain("credential.deleted");
    }
  });

  it("a rotation before its creation is kept", async () => {
    const { workspaceId } = await newTenant();
    const { send } = await newSender(workspaceId);
    const [create, update] = STEPS.map((step) => ({ ...step, data: { external_id: "c", ...step.data } }));
    if (!create || !update) throw new Error("three steps");
    await send(update, "u");
    const { body } = await send(create, "c");
    await eventually(() =>
      openStored(body.id).then(
        () => true,
        () => false,
      ),
    );
    expect(await openStored(body.id)).toBe(second);
  });
});

it("two workspaces of one source have a credential each for one external_id, and neither sees the other's events", async () => {
  const [a, b] = [await newTenant(), await newTenant()];
  const { send } = await newSender(a.workspaceId, { workspaces: [a.workspaceId, b.workspaceId] });
  const data = (workspace_id: string) => ({ external_id: "c", workspace_id });
  const create = (workspace_id: string, key: string) => ({
    type: "credential.create",
    timestamp: minutesAgo(2),
    data: { ...data(workspace_id), provider: "openai", key },
  });
  const mine = await send(create(a.workspaceId, first), "event-1");
  const theirs = await send(create(b.workspaceId, second), "event-2");
  await send({ type: "credential.delete", timestamp: minutesAgo(1), data: data(b.workspaceId) }, "event-3");
  const typesFor = async ({ api }: typeof a, id: string) => {
    const { status, body } = await api("GET", `/byok/${id}/events`);
    return status === 200 ? body.data.map(({ type }: { type: string }) => type).sort() : status;
  };
  await eventually(async () => (await typesFor(b, theirs.body.id)).length === 2);
  expect(await typesFor(b, theirs.body.id)).toEqual(["credential.created", "credential.deleted"]);
  await eventually(async () => (await typesFor(a, mine.body.id)).length === 1);
  expect(await typesFor(a, mine.body.id)).toEqual(["credential.created"]);
  expect([await typesFor(a, theirs.body.id), await typesFor(b, mine.body.id)]).toEqual([404, 404]);
  expect(await openStored(mine.body.id)).toBe(first);
});

it("a captured body under the id of a deletion to come does not keep the deletion from being carried out", async () => {
  const { api, workspaceId } = await newTenant();
  const { send } = await newSender(workspaceId, {
    scheme: "hmac-sha256",
    signature_header: "X-Signature",
    event_id_header: "X-Event-Id",
  });
  const [create, update, deletion] = STEPS.map((step) => ({
    ...step,
    data: { external_id: "c", ...step.data },
  }));
  if (!create || !update || !deletion) throw new Error("three steps");
  const { id } = (await send(create, "501")).body;
  const captured = await send(update, "502");
  expect((await send(update, "503")).body).toEqual(captured.body);
  await eventually(async () => (await openStored(id).catch(() => "")) === second);
  expect((await send(deletion, "503")).status).toBe(202);
  await eventually(async () => (await api("GET", `/byok/${id}`)).status === 404);
});

it("both secrets are accepted during a rotation, and one afterwards", async () => {
  const { workspaceId } = await newTenant();
  const { source, secret: old, send } = await newSender(workspaceId);
  const event = { type: "credential.delete", data: { external_id: "nobody" } };
  const now = () => new Date();
  const statusBy = async (secret: typeof old) => (await send(event, "event-1", { secret })).status;
  const rotate = (overlapMs: number) =>
    rotateWebhookSecret({ name: source.name, overlapMs }, { store: webhookSources, now });

  expect(await statusBy(old)).toBe(202);
  const { secret: renewed } = await rotate(60_000);
  await eventually(async () => (await statusBy(renewed)) === 202);
  expect(await statusBy(old)).toBe(202);
  const { secret: last } = await rotate(0);
  await eventually(async () => {
    const statuses = [await statusBy(old), await statusBy(renewed), await statusBy(last)];
    return statuses.join() === "401,401,202";
  });
});

it("a refusal does not say why, and the operator is told of known senders", async () => {
  const { workspaceId } = await newTenant();
  const { source, secret, send } = await newSender(workspaceId);
  const bus = await tapBus("webhook-refusals");
  const body = JSON.stringify({ type: "credential.delete", data: { external_id: "nobody" } });
  const at = (milliseconds: number) =>
    signDelivery(body, "e", source, secret, new Date(Date.now() + milliseconds));
  const refused = [
    await post(source.name, body, at(-6 * 60_000)),
    await post(source.name, `${body} `, at(0)),
    await post(source.name, body, {}),
    await post("no-such-source", body, at(0)),
  ];
  expect(new Set(refused.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(refused[0]?.status).toBe(401);
  expect((await send({ type: "customer.moved", data: {} }, "m")).body).toEqual({ status: "ignored" });

  const told = await eventually(async () => {
    const problems = (await bus.events())
      .filter(({ detail }) => detail.subject === `webhooks/${source.name}`)
      .map(({ detail }) => detail.data.rejection as { code: string; message: string })
      .filter(({ message }) => !message.endsWith(`: ${PING}`));
    return problems.length >= 4 && problems;
  });
  expect(told.map(({ code }) => code).sort()).toEqual([
    "bad_header",
    "bad_signature",
    "bad_timestamp",
    "unknown_event_type",
  ]);
});

it("the outcomes reach a sender by the documented rule", async () => {
  const text = await readFile(new URL("../../docs/examples/webhook-outcomes.json", import.meta.url), "utf8");
  const { workspaceId } = await newTenant();
  const [one, other] = [await newSender(workspaceId), await newSender(workspaceId)];
  const outcomes = await tapBus("webhook-outcomes", text.replace("onboarding", one.source.name));
  const event = { type: "credential.create", data: { external_id: "c", provider: "openai", key: newKey() } };
  await other.send(event, "e");
  await one.send(event, "e");
  const [outcome] = await eventually(async () => {
    const events = await outcomes.events();
    return events.length > 0 && events;
  });
  expect(outcome?.["detail-type"]).toBe("credential.created");
  expect(outcome?.detail.data).toMatchObject({ source: one.source.name, external_id: "c" });
  expect(await outcomes.events()).toHaveLength(1);
});
