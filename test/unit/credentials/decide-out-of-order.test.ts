import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rawKey } from "../../support/data/fixtures.ts";
import { permutations } from "../../support/data/permutations.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { type WebhookWorld, webhookWorld } from "../../support/worlds/webhook-world.ts";

interface Step {
  readonly id: string;
  readonly type: string;
  /** Seconds after the start, by the sender's clock. */
  readonly at: number;
  readonly data?: Readonly<Record<string, unknown>>;
}

const CREATE: Step = {
  id: "c",
  type: "create",
  at: 10,
  data: { provider: "openai", key: rawKey(1), name: "first" },
};
const UPDATE: Step = { id: "u", type: "update", at: 20, data: { key: rawKey(2), name: "second" } };
const DELETE: Step = { id: "d", type: "delete", at: 30 };

const send = (world: WebhookWorld, { id, type, at, data = {} }: Step) =>
  world.send(
    {
      type: `credential.${type}`,
      timestamp: new Date(START.getTime() + at * 1000).toISOString(),
      data: { external_id: "customer-1", ...data },
    },
    id,
  );

/** What is left when all have come, in this order. */
async function play(steps: readonly Step[]) {
  const world = await webhookWorld();
  world.clock.advance(60_000);
  let id = "";
  for (const step of steps) {
    const { status, body } = await send(world, step);
    expect(status).toBe(202);
    id = body.id;
  }
  const record = world.table.credentials.get(id);
  const isLive = record !== undefined && record.deleted_at === null;
  return {
    key: isLive ? await world.storedKey(id) : null,
    settings: isLive
      ? {
          name: record.name,
          disabled: record.disabled,
          is_required: record.is_required,
          models: record.allowed_models,
        }
      : null,
    types: world.typesOf(id),
    keyMaterial: world.table.keys.has(id) || (world.table.pending.get(id)?.sealed_key ?? null) !== null,
    world,
    id,
  };
}

const nameOf = (steps: readonly Step[]) => steps.map(({ type }) => type).join(", ");

describe("creation, update and deletion, in each of their six orders", () => {
  it.each(permutations([CREATE, UPDATE, DELETE]).map((steps) => ({ order: nameOf(steps), steps })))(
    'the order "$order" ends deleted, with no key left, and a later creation does not bring the credential back',
    async ({ steps }) => {
      const { key, keyMaterial, types, world, id } = await play(steps);
      expect({ key, keyMaterial }).toEqual({ key: null, keyMaterial: false });
      expect(types).toContain("credential.deleted");
      await send(world, { ...CREATE, id: "c2", at: 40 });
      expect(world.typesOf(id).at(-1)).toBe("credential.rejected");
      expect(world.events().at(-1)?.rejection?.code).toBe("credential_deleted");
      await expect(world.storedKey(id)).rejects.toThrow("not found");
    },
  );
});

describe("two events swapped", () => {
  it("an update before its creation is kept for it, key and all", async () => {
    const { key, settings, types } = await play([UPDATE, CREATE]);
    expect(key).toBe(rawKey(2));
    expect(settings?.name).toBe("second");
    expect(types).toEqual(["credential.deferred", "credential.created"]);
  });

  it("the later of two updates counts, field by field", async () => {
    const early: Step = {
      id: "u1",
      type: "update",
      at: 20,
      data: { key: rawKey(2), name: "early", disabled: true },
    };
    const late: Step = { id: "u2", type: "update", at: 30, data: { key: rawKey(3), name: "late" } };
    const inOrder = await play([CREATE, early, late]);
    const swapped = await play([CREATE, late, early]);
    expect(inOrder).toMatchObject({ key: rawKey(3), settings: { name: "late", disabled: true } });
    expect(swapped).toMatchObject({ key: inOrder.key, settings: inOrder.settings });
  });

  it("an update with nothing new in it is rejected as superseded, and says so", async () => {
    const stale: Step = { id: "u0", type: "update", at: 15, data: { name: "stale" } };
    const { settings, world } = await play([CREATE, UPDATE, stale]);
    expect(settings?.name).toBe("second");
    expect(world.events().at(-1)).toMatchObject({
      type: "credential.rejected",
      rejection: { code: "superseded" },
      external_id: "customer-1",
    });
  });

  it("two updates with the same time count in the order in which they arrive", async () => {
    const one: Step = { id: "u1", type: "update", at: 20, data: { name: "one" } };
    const two: Step = { id: "u2", type: "update", at: 20, data: { name: "two" } };
    expect((await play([CREATE, one, two])).settings?.name).toBe("two");
    expect((await play([CREATE, two, one])).settings?.name).toBe("one");
  });

  it("a creation whose update has a refused key keeps its own key", async () => {
    const bad: Step = {
      id: "u",
      type: "update",
      at: 20,
      data: { key: "sk-ant-api03-looks-like-another-providers" },
    };
    expect((await play([bad, CREATE])).key).toBe(rawKey(1));
    expect((await play([CREATE, bad])).key).toBe(rawKey(1));
  });
});

const update = fc.record({
  at: fc.integer({ min: 1, max: 50 }),
  data: fc.record(
    {
      key: fc.integer({ min: 2, max: 6 }).map(rawKey),
      name: fc.option(fc.constantFrom("a", "b"), { nil: null }),
      disabled: fc.boolean(),
      is_required: fc.boolean(),
      allowed_models: fc.option(fc.subarray(["x", "y"]), { nil: null }),
    },
    { requiredKeys: [] },
  ),
});

describe("any number of updates around a creation", () => {
  it("any order of updates ends in the same state: the last writer wins, field by field", async () => {
    const updates = fc.uniqueArray(update, { maxLength: 5, selector: ({ at }) => at });
    await fc.assert(
      fc.asyncProperty(
        updates,
        fc.integer({ min: 1, max: 50 }),
        fc.infiniteStream(fc.nat()),
        async (list, at, dice) => {
          fc.pre(list.every((item) => item.at !== at));
          const create = { ...CREATE, at };
          const steps: Step[] = [
            create,
            ...list.map((item, n) => ({ ...item, id: `u${n}`, type: "update" })),
          ];
          const inTime = steps.filter((step) => step.at >= at).toSorted((a, b) => a.at - b.at);
          const expected = Object.assign({}, ...inTime.map(({ data }) => data));

          const order = steps
            .map((step) => ({ step, place: dice.next().value }))
            .sort((a, b) => a.place - b.place);
          const { key, settings } = await play(order.map(({ step }) => step));
          expect(key).toBe(expected.key);
          expect(settings).toEqual({
            name: expected.name ?? null,
            disabled: expected.disabled ?? false,
            is_required: expected.is_required ?? false,
            models: expected.allowed_models ?? null,
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  it("any order of updates with a deletion among them leaves nothing", async () => {
    const updates = fc.uniqueArray(update, { maxLength: 3, selector: ({ at }) => at });
    await fc.assert(
      fc.asyncProperty(
        updates,
        fc.integer({ min: 1, max: 50 }),
        fc.infiniteStream(fc.nat()),
        async (list, at, dice) => {
          const steps: Step[] = [
            CREATE,
            { ...DELETE, at },
            ...list.map((item, n) => ({ ...item, id: `u${n}`, type: "update" })),
          ];
          const order = steps
            .map((step) => ({ step, place: dice.next().value }))
            .sort((a, b) => a.place - b.place);
          const { key, keyMaterial } = await play(order.map(({ step }) => step));
          expect({ key, keyMaterial }).toEqual({ key: null, keyMaterial: false });
        },
      ),
      { numRuns: 100 },
    );
  });
});
