import { describe, expect, it } from "vitest";
import { MAX_BODY_BYTES } from "../../../shared/kernel/read-document.ts";
import { rawKey } from "../../support/data/fixtures.ts";
import { SOURCE, webhookWorld } from "../../support/worlds/webhook-world.ts";

const event = { type: "credential.create", data: { external_id: "c-1", provider: "openai", key: rawKey() } };
const body = JSON.stringify(event);
const SIX_MINUTES = 6 * 60_000;

describe("refusals", () => {
  it("every refusal is the same, to the byte, whatever the reason, and for an unknown source", async () => {
    const world = await webhookWorld();
    const good = { ...world.sign(body, "event-1") };
    const without = (name: string) =>
      Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
    const refused = [
      await world.post(body, {}),
      await world.post(body, good, "unknown"),
      await world.post(body, {}, "unknown"),
      await world.post(body, good, "UPPER%20case"),
      await world.post(`${body} `, good),
      await world.post(body, { ...good, "webhook-id": "event-2" }),
      await world.post(body, without("webhook-id")),
      await world.post(body, without("webhook-timestamp")),
      await world.post(body, without("webhook-signature")),
      await world.post(new Uint8Array([0xff, 0xfe]), good),
    ];
    world.clock.advance(SIX_MINUTES);
    refused.push(await world.post(body, good));
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([401]));
    expect(new Set(refused.map(({ text }) => text)).size).toBe(1);
    const headerNames = refused.map(({ headers }) => [...headers.keys()].sort().join());
    expect(new Set(headerNames).size).toBe(1);
    expect(world.table.credentials.size).toBe(0);
  });

  it("every refusal takes the same least time, for every reason and every source", async () => {
    const world = await webhookWorld();
    await world.post(body, {});
    await world.post(body, {}, "unknown");
    await world.post("x".repeat(MAX_BODY_BYTES + 1), {}, "unknown");
    expect(world.slept).toEqual([250, 250, 250]);
  });

  it("a refusal of a known source does not wait for its report, as one of an unknown source has none to wait for", async () => {
    const world = await webhookWorld();
    const release = world.queue.hold();
    const { status } = await world.post(body, {});
    expect([status, world.slept]).toEqual([401, [250]]);
    expect(world.events()).toEqual([]);
    await release();
    expect(world.events()).toMatchObject([{ type: "delivery.rejected", rejection: { code: "bad_header" } }]);
  });

  it("a report that fails after its refusal was answered is sent with the next one", async () => {
    const world = await webhookWorld();
    const release = world.queue.hold();
    const refused = world.post(body, {});
    world.queue.breakDown(true);
    await Promise.all([refused, release()]);
    world.queue.breakDown(false);
    await world.post(body, {});
    expect(world.events()).toHaveLength(1);
  });

  it("the sources are read as often for an unknown name as for a known one: at most once a minute", async () => {
    const world = await webhookWorld();
    for (let n = 0; n < 20; n += 1) await world.post(body, {}, `unknown-${n}`);
    await world.send(event);
    expect(world.store.reads).toBe(1);
    world.clock.advance(59_999);
    await world.send(event);
    expect(world.store.reads).toBe(1);
    world.clock.advance(1);
    await world.send(event);
    expect(world.store.reads).toBe(2);
  });

  it("a refusal of a known source leaves one event per reason and five minutes; of an unknown one it leaves none", async () => {
    const world = await webhookWorld();
    const good = { ...world.sign(body, "event-1") };
    for (let n = 0; n < 10; n += 1) {
      await world.post(`${body} `, good);
      await world.post(body, {});
      await world.post(body, good, "unknown");
      await world.post("x".repeat(MAX_BODY_BYTES + 1), good);
    }
    expect(world.events().map(({ type, rejection }) => [type, rejection?.code])).toEqual([
      ["delivery.rejected", "bad_signature"],
      ["delivery.rejected", "bad_header"],
      ["delivery.rejected", "too_large"],
    ]);
    world.clock.advance(SIX_MINUTES);
    await world.post(body, good);
    expect(world.events().at(-1)).toMatchObject({
      type: "delivery.rejected",
      actor: { type: "webhook", id: SOURCE },
      rejection: { code: "bad_timestamp" },
    });
    expect(world.events()).toHaveLength(4);
  });

  it("a refusal stays one even where it cannot be reported", async () => {
    const world = await webhookWorld();
    world.queue.breakDown(true);
    expect((await world.post(body, {})).status).toBe(401);
    world.queue.breakDown(false);
    await world.post(body, {});
    expect(world.events()).toHaveLength(1);
  });
});
