import { describe, expect, it } from "vitest";
import { deriveId } from "../../../shared/kernel/derive-id.ts";
import { rotateWebhookSecret } from "../../../shared/webhooks/rotate-webhook-secret.ts";
import type { WebhookSource } from "../../../shared/webhooks/webhook-source.ts";
import { OTHER_WORKSPACE, rawKey, WORKSPACE } from "../../support/data/fixtures.ts";
import { SOURCE, type WebhookWorld, webhookWorld } from "../../support/worlds/webhook-world.ts";

const create = (data: object = {}) => ({
  type: "credential.create",
  timestamp: "2026-01-01T00:00:00Z",
  data: { external_id: "customer-1", provider: "openai", key: rawKey(), ...data },
});
const update = (data: object = {}) => ({
  type: "credential.update",
  timestamp: "2026-01-01T00:01:00Z",
  data: { external_id: "customer-1", ...data },
});
const remove = (data: object = {}) => ({
  type: "credential.delete",
  timestamp: "2026-01-01T00:02:00Z",
  data: { external_id: "customer-1", ...data },
});

/** A world whose source was added before sources had a key for ids. */
async function worldFromBefore(workspaces: readonly string[] = [WORKSPACE]): Promise<WebhookWorld> {
  const world = await webhookWorld({ workspaces });
  const { id_key: _, ...source } = world.source;
  await world.store.replace(source);
  return world;
}

describe("ids of credentials", () => {
  it("the id of a credential cannot be computed from the names that others know", async () => {
    const [one, other] = [await webhookWorld(), await webhookWorld()];
    const ids = [await one.send(create()), await other.send(create())].map(({ body }) => body.id);
    const computable = [
      deriveId("credential", "webhook", SOURCE, "customer-1"),
      deriveId("credential", "webhook", SOURCE, WORKSPACE, "customer-1"),
    ];
    expect(new Set([...ids, ...computable]).size).toBe(4);
  });

  it("the id of a command tells nobody without the source's key which key was sent", async () => {
    const [one, other] = [await webhookWorld(), await webhookWorld()];
    await other.store.replace({ ...one.source, id_key: other.source.id_key } as WebhookSource);
    const [here, there] = [await one.send(create()), await other.send(create(), "event-1", one.secret)];
    expect([here.status, there.status]).toEqual([202, 202]);
    expect(here.body.command_id).not.toBe(there.body.command_id);
  });

  it("a rotation of the secret changes no id", async () => {
    const world = await webhookWorld();
    const before = await world.send(create());
    for (let n = 0; n < 3; n += 1) {
      const dependencies = { store: world.store, now: world.clock.now };
      const { secret } = await rotateWebhookSecret({ name: SOURCE, overlapMs: 0 }, dependencies);
      world.clock.advance(60_000);
      expect((await world.send(create(), "event-1", secret)).body).toEqual(before.body);
    }
    expect(world.table.events.size).toBe(1);
  });
});

describe("one external_id in two workspaces", () => {
  it("one external_id of one source names a credential of its own in each workspace", async () => {
    const world = await webhookWorld({ workspaces: [WORKSPACE, OTHER_WORKSPACE, "global"] });
    const [a, b] = [{ workspace_id: WORKSPACE }, { workspace_id: OTHER_WORKSPACE }];
    const { id } = (await world.send(create({ ...a, name: "A" }), "1")).body;
    const other = (await world.send(create({ ...b, name: "B", key: rawKey(2) }), "2")).body.id;
    const global = (await world.send(create({ workspace_id: "global" }), "3")).body.id;
    expect(new Set([id, other, global]).size).toBe(3);
    expect((await world.send(update({ ...b, disabled: true }), "4")).body.id).toBe(other);
    expect((await world.send(remove(a), "5")).body.id).toBe(id);

    const { credentials } = world.table;
    expect(credentials.get(id)).toMatchObject({ name: "A", workspace_id: WORKSPACE, disabled: false });
    expect(credentials.get(id)?.deleted_at).not.toBeNull();
    expect(credentials.get(other)).toMatchObject({
      name: "B",
      workspace_id: OTHER_WORKSPACE,
      disabled: true,
    });
    expect(await world.storedKey(other)).toBe(rawKey(2));
    expect(credentials.get(global)).toMatchObject({ workspace_id: null, deleted_at: null });
    expect(world.typesOf(id)).toEqual(["credential.created", "credential.deleted"]);
    expect(world.typesOf(other)).toEqual(["credential.created", "credential.updated"]);
    expect(world.events().map((event) => [event.credential_id, event.workspace_id])).toEqual([
      [id, WORKSPACE],
      [other, OTHER_WORKSPACE],
      [global, null],
      [other, OTHER_WORKSPACE],
      [id, WORKSPACE],
    ]);
  });
});

describe("sources from before", () => {
  it("a source from before keeps the ids of its credentials, and needs no timestamp", async () => {
    const world = await worldFromBefore();
    const { timestamp: _, ...untimed } = create();
    const { status, body } = await world.send(untimed);
    expect([status, body.id]).toEqual([202, "8452b10f-91b4-8c4e-9265-a169612f286b"]);
  });

  it("a source from before carries out two bodies of one event id, and a repeated one once, across a rotation", async () => {
    const world = await worldFromBefore();
    const dependencies = { store: world.store, now: world.clock.now };
    const rotate = () => rotateWebhookSecret({ name: SOURCE, overlapMs: 600_000 }, dependencies);
    const first = await world.send(create());
    const { secret } = await rotate();
    world.clock.advance(60_000);
    expect((await world.send(create(), "event-1", secret)).body).toEqual(first.body);
    world.clock.advance(600_000);
    expect((await world.send(create(), "event-1", secret)).body).toEqual(first.body);
    expect((await world.send(update({ name: "other" }), "event-1", secret)).body.id).toBe(first.body.id);
    expect(world.typesOf(first.body.id)).toEqual(["credential.created", "credential.updated"]);
  });

  it("a source from before has one credential for an external_id, whichever of its workspaces was first", async () => {
    const world = await worldFromBefore([WORKSPACE, OTHER_WORKSPACE]);
    const first = await world.send(create({ workspace_id: WORKSPACE }), "1");
    const second = await world.send(create({ workspace_id: OTHER_WORKSPACE }), "2");
    expect(second.body.id).toBe(first.body.id);
    expect(world.table.events.get(second.body.command_id)?.rejection?.code).toBe("credential_exists");
    expect(world.table.credentials.get(first.body.id)).toMatchObject({ workspace_id: WORKSPACE });
  });
});
