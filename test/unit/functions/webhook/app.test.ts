import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { newStandardSecret } from "../../../../shared/webhooks/standard-signature.ts";
import { OTHER_WORKSPACE, rawKey, WORKSPACE } from "../../../support/data/fixtures.ts";
import { webhookWorld } from "../../../support/worlds/webhook-world.ts";

const create = (data: object = {}) => ({
  type: "credential.create",
  data: { external_id: "customer-1", provider: "openai", key: rawKey(), ...data },
});
const update = (data: object = {}) => ({
  type: "credential.update",
  data: { external_id: "customer-1", ...data },
});
const remove = (data: object = {}) => ({
  type: "credential.delete",
  data: { external_id: "customer-1", ...data },
});

describe("an event from creation to deletion", () => {
  it("an event is answered with the credential's and the command's id, and the credential follows", async () => {
    const world = await webhookWorld();
    const created = await world.send(create({ name: "prod" }), "event-1");
    expect(created.status).toBe(202);
    expect(created.body).toEqual({
      status: "accepted",
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      command_id: expect.stringMatching(/^[\da-f-]{36}$/),
    });
    const { id, command_id } = created.body;
    expect(world.table.credentials.get(id)).toMatchObject({
      provider: "openai",
      name: "prod",
      workspace_id: WORKSPACE,
      source: "portal",
      external_id: "customer-1",
    });
    expect(await world.storedKey(id)).toBe(rawKey());
    expect(world.table.events.get(command_id)).toMatchObject({
      type: "credential.created",
      actor: { type: "webhook", id: "portal" },
      door: "webhook",
      source: "portal",
      external_id: "customer-1",
    });

    const rotated = await world.send(update({ key: rawKey(2), disabled: true }), "event-2");
    expect(rotated).toMatchObject({ status: 202, body: { id } });
    expect(await world.storedKey(id)).toBe(rawKey(2));
    expect(world.table.credentials.get(id)).toMatchObject({ name: "prod", disabled: true, key_version: 2 });

    expect((await world.send(remove({ name: "ignored" }), "event-3")).body.id).toBe(id);
    expect(world.table.credentials.get(id)?.deleted_at).not.toBeNull();
    await expect(world.storedKey(id)).rejects.toThrow("not found");
    expect(world.typesOf(id)).toEqual(["credential.created", "credential.rotated", "credential.deleted"]);
  });

  it("no part of a key is in queue, log or table", async () => {
    const world = await webhookWorld();
    await world.send(create());
    await world.send(update({ key: rawKey(2) }), "event-2");
    const seen = JSON.stringify([
      world.queue.messages,
      world.log.lines,
      world.events(),
      [...world.table.credentials],
    ]);
    for (const key of [rawKey(), rawKey(2)]) expect(seen).not.toContain(key.slice(8, -4));
  });
});

describe("repeated events", () => {
  it("a repeated event has the same answer and happens once, minutes and days later", async () => {
    const world = await webhookWorld();
    const answers = [await world.send(create())];
    for (const days of [0, 0.001, 1, 30]) {
      world.clock.advance(days * 86_400_000);
      answers.push(await world.send(create()));
    }
    expect(new Set(answers.map(({ text, status }) => `${status} ${text}`)).size).toBe(1);
    expect(world.table.events.size).toBe(1);
    expect(world.table.credentials.size).toBe(1);
  });

  it("a repeated event does not touch what happened since", async () => {
    const world = await webhookWorld();
    const { body } = await world.send(create(), "event-1");
    await world.send(update({ name: "one" }), "event-2");
    world.clock.advance(60_000);
    await world.send(update({ name: "two" }), "event-3");
    world.clock.advance(60_000);
    await world.send(update({ name: "one" }), "event-2");
    expect(world.table.credentials.get(body.id)?.name).toBe("two");
  });
});

describe("sealed keys", () => {
  it("a key that was sealed by the sender passes through unopened and arrives", async () => {
    const world = await webhookWorld();
    const sealed = world.seal(rawKey(5), { workspace_id: WORKSPACE, provider: "openai" });
    const { status, body } = await world.send(create({ key: undefined, sealed_key: sealed }));
    expect(status).toBe(202);
    expect(world.queue.messages[0]).toContain(sealed);
    expect(await world.storedKey(body.id)).toBe(rawKey(5));
  });

  it.each([
    ["another workspace", { workspace_id: OTHER_WORKSPACE, provider: "openai" }],
    ["another provider", { workspace_id: WORKSPACE, provider: "groq" }],
    ["another credential", { workspace_id: WORKSPACE, provider: "openai", credential_id: "other" }],
  ])("a key that was sealed for %s is refused at the door", async (reason, binding) => {
    const world = await webhookWorld();
    const sealed_key = world.seal(rawKey(), binding);
    const { status, body } = await world.send(create({ key: undefined, sealed_key }));
    expect(status).toBe(400);
    expect(body.error.metadata.fields).toEqual([
      { path: "data.sealed_key", reason: `was sealed for ${reason}` },
    ]);
    expect(world.table.credentials.size).toBe(0);
  });
});

describe("invalid events", () => {
  it.each([
    ["no external_id", create({ external_id: undefined }), "data.external_id"],
    ["an external_id with a space", create({ external_id: "a b" }), "data.external_id"],
    ["an unknown provider", create({ provider: "nobody" }), "data.provider"],
    ["no key", create({ key: undefined }), "data.key"],
    ["two keys", create({ sealed_key: "a.b.c.d.e" }), "data.key"],
    ["a seal that is none", create({ key: undefined, sealed_key: "a.b" }), "data.sealed_key"],
    ["another provider's key", create({ provider: "anthropic" }), "data.key"],
    ["a placeholder", create({ key: "your-api-key" }), "data.key"],
    ["an unknown field", create({ api_key: "x" }), "data.(unknown field)"],
    ["contradictory settings", create({ is_byok_only: true, is_fallback: true }), "data.is_byok_only"],
    ["another workspace", create({ workspace_id: OTHER_WORKSPACE }), "data.workspace_id"],
    ["a mask for a rotation", update({ key: "sk-...AbCd" }), "data.key"],
    ["white space for a rotation", update({ key: "sk with space" }), "data.key"],
    ["a wrong key for the named provider", update({ key: rawKey(), provider: "anthropic" }), "data.key"],
    ["a deletion of nothing", remove({ external_id: undefined }), "data.external_id"],
    ["no data", { type: "credential.create" }, "data"],
    ["a time that is none", { ...create(), timestamp: "yesterday" }, "timestamp"],
    ["no type", { data: {} }, "type"],
  ])("a signed event with %s is a 400 with the path", async (_, event, path) => {
    const world = await webhookWorld();
    const { status, body, text } = await world.send(event);
    expect(status).toBe(400);
    expect(body.error.metadata.fields.map((field: { path: string }) => field.path)).toContain(path);
    expect(text).not.toContain(rawKey().slice(8, -4));
    expect(world.table.credentials.size).toBe(0);
    expect(world.events()).toMatchObject([
      { type: "delivery.rejected", source: "portal", rejection: { code: "invalid_event" } },
    ]);
    expect(world.events()[0]?.rejection?.message).toContain(path);
  });

  it.each(["", "[]", "null", "{", '{"type":"credential.delete","type":"credential.create"}'])(
    "a signed body %j is a 400",
    async (body) => {
      const world = await webhookWorld();
      expect((await world.post(body, { ...world.sign(body, "event-1") })).status).toBe(400);
    },
  );
});

it("a source of several workspaces must name one, and the event goes there", async () => {
  const world = await webhookWorld({ workspaces: [WORKSPACE, "global"] });
  const missing = await world.send(create());
  expect(missing.body.error.metadata.fields).toMatchObject([{ path: "data.workspace_id" }]);
  const { body } = await world.send(create({ workspace_id: "global" }));
  expect(world.table.credentials.get(body.id)).toMatchObject({ workspace_id: null });
  expect((await world.send(remove({ workspace_id: WORKSPACE }), "event-2")).status).toBe(202);
  expect(world.table.credentials.get(body.id)?.deleted_at).toBeNull();
});

it("an event of an unknown type is acknowledged and recorded, once in five minutes", async () => {
  const world = await webhookWorld();
  for (const type of ["user.created", "user.created", "credential.created", "customer.left", "{not plain}"]) {
    const answer = await world.send({ type, data: { anything: true } }, `event-${type.length}`);
    expect([answer.status, answer.body]).toEqual([202, { status: "ignored" }]);
  }
  expect(world.events().map(({ type, rejection }) => [type, rejection?.message])).toEqual([
    ["delivery.ignored", "no event type of keyferry: user.created"],
    ["delivery.ignored", "no event type of keyferry: (unknown type); did you mean credential.create?"],
    ["delivery.ignored", "no event type of keyferry: (unknown type)"],
  ]);
});

it("an event that cannot be queued is answered with 503 and not 202, and the next attempt counts", async () => {
  const world = await webhookWorld();
  world.queue.breakDown(true);
  const failed = await world.send(create());
  expect([failed.status, failed.headers.get("retry-after")]).toEqual([503, "1"]);
  world.queue.breakDown(false);
  expect((await world.send(create())).status).toBe(202);
  expect(world.table.credentials.size).toBe(1);
});

it("an event signed with another secret is a 401", async () => {
  const world = await webhookWorld();
  expect((await world.send(create(), "event-1", newStandardSecret(randomBytes(32)))).status).toBe(401);
});

it("a path below a source is a 404", async () => {
  const world = await webhookWorld();
  expect((await world.post("{}", {}, "a/b")).status).toBe(404);
});

it("an event of a clock that runs ahead is carried out, and counts as five minutes ahead at most", async () => {
  const world = await webhookWorld();
  const { status, body } = await world.send({ ...create(), timestamp: "9999-12-31T23:59:59-05:00" });
  expect([status, world.typesOf(body.id)]).toEqual([202, ["credential.created"]]);
});

it.each([
  "0000-01-01T00:00:00+05:00",
  "0001-01-01T00:00:00Z",
  "1969-12-31T23:59:59Z",
  "2000-01-01T00:59:59+01:00",
])("an event of a clock that was never set is a 400 that says so: %s", async (timestamp) => {
  const world = await webhookWorld();
  const { status, body } = await world.send({ ...create(), timestamp });
  expect(status).toBe(400);
  expect(body.error.metadata.fields).toEqual([
    { path: "timestamp", reason: "must not be before the year 2000" },
  ]);
});
