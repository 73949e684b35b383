import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rawKey } from "../../support/data/fixtures.ts";
import { BODY_SCHEME, type WebhookWorld, webhookWorld } from "../../support/worlds/webhook-world.ts";

/*
 * What an attacker does who has captured deliveries but no secret: it sends a body again, under the id of another event
 * where the scheme does not sign the id. And what an honest sender does whose retries are not the same to the byte.
 */

const SCHEMES = ["standard", "hmac-sha256"] as const;
const worldOf = (scheme: (typeof SCHEMES)[number]) => webhookWorld(scheme === "standard" ? {} : BODY_SCHEME);

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000).toISOString();
const create = (timestamp: string, data: object = {}) => ({
  type: "credential.create",
  timestamp,
  data: { external_id: "c-1", provider: "openai", key: rawKey(), name: "created", ...data },
});
const update = (timestamp: string, data: object) => ({
  type: "credential.update",
  timestamp,
  data: { external_id: "c-1", ...data },
});
const remove = (timestamp: string) => ({
  type: "credential.delete",
  timestamp,
  data: { external_id: "c-1" },
});

type Sent = ReturnType<typeof create> | ReturnType<typeof update> | ReturnType<typeof remove>;

/** What readers see of the only credential, and its key. */
async function stateOf(world: WebhookWorld) {
  const [credential] = world.table.credentials.values();
  if (credential === undefined) return null;
  const { id, name, disabled, key_version, deleted_at } = credential;
  const key = deleted_at === null ? await world.storedKey(id) : null;
  return { id, name, disabled, key_version, isDeleted: deleted_at !== null, key };
}

const outcomeOf = (world: WebhookWorld, { command_id }: { command_id: string }) => {
  const event = world.table.events.get(command_id);
  return event?.rejection?.code ?? event?.type;
};

describe("a captured body under the id of an event to come", () => {
  it.each([
    ["creation", "credential.created", [], create(at(9), { external_id: "c-1" })],
    ["update", "credential.updated", [create(at(1))], update(at(9), { name: "true" })],
    ["deletion", "credential.deleted", [create(at(1))], remove(at(9))],
  ] as const)(
    "a true %s is carried out although another body came under its id before",
    async (_, type, before, event) => {
      const world = await worldOf("hmac-sha256");
      const captured = update(at(2), { external_id: "another", name: "old" });
      for (const [n, earlier] of [captured, ...before].entries()) await world.send(earlier, `50${n}`);
      // The sender counts its events, so that everybody knows the next id.
      expect((await world.send(captured, "503")).status).toBe(202);
      const { status, body } = await world.send(event, "503");
      expect([status, outcomeOf(world, body)]).toEqual([202, type]);
    },
  );

  it("a captured update suppresses no deletion that comes under the same id later", async () => {
    const world = await worldOf("hmac-sha256");
    const captured = update(at(2), { name: "old" });
    await world.send(create(at(1)), "501");
    await world.send(captured, "502");
    await world.send(captured, "503");
    const { body } = await world.send(remove(at(3)), "503");
    expect(outcomeOf(world, body)).toBe("credential.deleted");
    expect(await stateOf(world)).toMatchObject({ isDeleted: true });
  });

  it("a history with replays under any ids ends like the history alone, and every event has its outcome", async () => {
    const change = fc.record({
      step: fc.nat(1),
      key: fc.option(fc.integer({ min: 2, max: 9 }), { nil: undefined }),
      disabled: fc.option(fc.boolean(), { nil: undefined }),
    });
    const history = fc
      .record({ changes: fc.array(change, { minLength: 1, maxLength: 5 }), isDeleted: fc.boolean() })
      .map(({ changes, isDeleted }): Sent[] => {
        // A sender's clock may stand still for a second: then the order of arrival counts, and a replay comes last.
        let seconds = 1;
        const updates = changes.map(({ step, key, disabled }, n) => {
          seconds += step;
          return update(at(seconds), {
            name: `change ${n}`,
            ...(key !== undefined && { key: rawKey(key) }),
            ...(disabled !== undefined && { disabled }),
          });
        });
        return [create(at(1)), ...updates, ...(isDeleted ? [remove(at(seconds))] : [])];
      });
    const replay = fc.record({ body: fc.nat(6), id: fc.integer({ min: 0, max: 8 }) });
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.array(fc.array(replay, { maxLength: 3 }), { minLength: 7, maxLength: 7 }),
        async (sent, replays) => {
          const [alone, attacked] = [await worldOf("hmac-sha256"), await worldOf("hmac-sha256")];
          await attacked.store.replace(alone.source);
          for (const [n, event] of sent.entries()) {
            const plain = await alone.send(event, `${n}`);
            const { body } = await attacked.send(event, `${n}`, alone.secret);
            expect(outcomeOf(attacked, body)).toBe(outcomeOf(alone, plain.body));
            for (const { body: which, id } of replays[n] ?? []) {
              await attacked.send(sent[which % (n + 1)] as Sent, `${id}`, alone.secret);
            }
          }
          expect(await stateOf(attacked)).toEqual(await stateOf(alone));
          expect(attacked.events()).toHaveLength(alone.events().length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("a body whose time lies far ahead counts once, and not again at each replay", async () => {
    const world = await worldOf("hmac-sha256");
    const ahead = update("9999-12-31T23:59:59Z", { name: "far ahead" });
    await world.send(create(at(1)), "1");
    await world.send(ahead, "2");
    world.clock.advance(3_600_000);
    await world.send(update(world.clock.now().toISOString(), { name: "newer" }), "3");
    world.clock.advance(3_600_000);
    await world.send(ahead, "4");
    expect(await stateOf(world)).toMatchObject({ name: "newer" });
  });
});

describe("one event id with two bodies", () => {
  it.each(SCHEMES)(
    "two bodies under one event id are two commands, both carried out, by the scheme %s",
    async (scheme) => {
      const world = await worldOf(scheme);
      await world.send(create(at(1)), "1");
      const one = await world.send(update(at(2), { name: "one" }), "2");
      const two = await world.send(update(at(3), { name: "two", disabled: true }), "2");
      expect(two.body.command_id).not.toBe(one.body.command_id);
      expect([outcomeOf(world, one.body), outcomeOf(world, two.body)]).toEqual([
        "credential.updated",
        "credential.updated",
      ]);
      expect(await stateOf(world)).toMatchObject({ name: "two", disabled: true });
    },
  );

  it.each(SCHEMES)(
    "the older of two bodies under one event id does not undo the newer, by the scheme %s",
    async (scheme) => {
      const world = await worldOf(scheme);
      await world.send(create(at(1)), "1");
      await world.send(update(at(3), { name: "newer" }), "2");
      const { body } = await world.send(update(at(2), { name: "older" }), "2");
      expect(outcomeOf(world, body)).toBe("superseded");
      expect(await stateOf(world)).toMatchObject({ name: "newer" });
    },
  );
});

describe("retries that are not the same to the byte", () => {
  const history = [
    create(at(1)),
    update(at(2), { name: "two", key: rawKey(2) }),
    update(at(3), { disabled: true }),
    remove(at(4)),
  ];
  const reversed = (value: object): object =>
    Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([name, member]) => [name, typeof member === "object" ? reversed(member) : member]),
    );

  it.each(SCHEMES)(
    "an event with its members in another order, or beside a time of the attempt, is the same event, by the scheme %s",
    async (scheme) => {
      const world = await worldOf(scheme);
      for (const [n, event] of history.entries()) {
        const { body } = await world.send(event, `event-${n}`);
        const again = [
          await world.send(reversed(event), `event-${n}`),
          await world.send({ ...event, attempt: 2, sent_at: at(99) }, `event-${n}`),
          await world.send({ ...event, timestamp: event.timestamp.replace("Z", "+00:00") }, `event-${n}`),
        ];
        expect(again.map((answer) => answer.body)).toEqual([body, body, body]);
      }
      expect(world.events()).toHaveLength(history.length);
    },
  );

  it.each(SCHEMES)(
    "an event whose timestamp is that of the attempt leaves the same state as one attempt, by the scheme %s",
    async (scheme) => {
      for (let length = 1; length <= history.length; length += 1) {
        const [once, often] = [await worldOf(scheme), await worldOf(scheme)];
        await often.store.replace(once.source);
        for (const [n, event] of history.slice(0, length).entries()) {
          await once.send(event, `event-${n}`);
          const seconds = 10 * n;
          for (const attempt of [1, 2, 3]) {
            const { status } = await often.send(
              { ...event, timestamp: at(seconds + attempt) },
              `event-${n}`,
              once.secret,
            );
            expect(status).toBe(202);
          }
        }
        const { key_version: _, ...expected } = (await stateOf(once)) ?? {};
        expect(await stateOf(often)).toMatchObject(expected);
        expect(often.events().length).toBeGreaterThan(once.events().length);
      }
    },
  );
});

describe("events without a time", () => {
  const untimed = (event: Sent, data: object = {}) => ({
    type: event.type,
    data: { ...event.data, ...data },
  });

  it("an event without a timestamp is a 400 where the signature covers no time either", async () => {
    const world = await worldOf("hmac-sha256");
    const { status, body } = await world.send(untimed(create(at(1))), "1");
    expect([status, body.error.metadata.fields.map(({ path }: { path: string }) => path)]).toEqual([
      400,
      ["timestamp"],
    ]);
    expect(world.events()).toMatchObject([
      { type: "delivery.rejected", rejection: { code: "invalid_event" } },
    ]);
    expect((await world.send({ type: "customer.moved", data: {} }, "2")).body).toEqual({ status: "ignored" });
  });

  it("an event without a timestamp is carried out if the operator allowed it, and told from others by its id", async () => {
    const world = await webhookWorld({ ...BODY_SCHEME, allow_untimed: true });
    await world.send(untimed(create(at(1))), "1");
    const off = untimed(update(at(1), { disabled: true }));
    const on = untimed(update(at(1), { disabled: false }));
    const sent: [object, string][] = [
      [off, "2"],
      [on, "3"],
      [off, "4"],
    ];
    for (const [event, id] of sent) {
      world.clock.advance(1_000);
      expect((await world.send(event, id)).status).toBe(202);
    }
    expect(await stateOf(world)).toMatchObject({ disabled: true });
    const again = await world.send(on, "3");
    expect(await stateOf(world)).toMatchObject({ disabled: true });
    expect(world.events()).toHaveLength(4);
    expect(outcomeOf(world, again.body)).toBe("credential.updated");
  });
});
