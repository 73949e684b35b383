import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signDelivery } from "../../../shared/webhooks/sign-delivery.ts";
import { rawKey } from "../../support/data/fixtures.ts";
import { BODY_SCHEME, webhookWorld } from "../../support/worlds/webhook-world.ts";

const event = {
  type: "credential.create",
  timestamp: "2026-01-01T00:00:00Z",
  data: { external_id: "c-1", provider: "openai", key: rawKey() },
};
const body = JSON.stringify(event);
const SIX_MINUTES = 6 * 60_000;

describe("one changed byte", () => {
  it.each(["standard", "hmac-sha256"] as const)(
    "one changed byte in the body is a 401, by the scheme %s",
    async (scheme) => {
      const world = await webhookWorld(scheme === "standard" ? {} : BODY_SCHEME);
      const good = { ...world.sign(body, "event-1") };
      const bytes = Buffer.from(body);
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
          const changed = Uint8Array.from(bytes);
          changed[at] = (changed[at] ?? 0) ^ mask;
          expect((await world.post(changed, good)).status).toBe(401);
        }),
        { numRuns: 300 },
      );
    },
  );

  it.each(["webhook-id", "webhook-timestamp", "webhook-signature"])(
    "one changed byte in the header %s is a 401",
    async (name) => {
      const world = await webhookWorld();
      const good: Record<string, string> = { ...world.sign(body, "event-1") };
      const text = good[name] ?? "";
      await fc.assert(
        fc.asyncProperty(fc.nat(text.length - 1), fc.integer({ min: 33, max: 126 }), async (at, code) => {
          const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
          fc.pre(changed !== text);
          expect((await world.post(body, { ...good, [name]: changed })).status).toBe(401);
        }),
        { numRuns: 300 },
      );
    },
  );
});

describe("replays", () => {
  it("a replay is accepted within five minutes, with the same answer, and refused after six", async () => {
    const world = await webhookWorld();
    const good = { ...world.sign(body, "event-1") };
    const first = await world.post(body, good);
    world.clock.advance(5 * 60_000);
    expect((await world.post(body, good)).text).toBe(first.text);
    world.clock.advance(60_000);
    expect((await world.post(body, good)).status).toBe(401);
    expect(world.table.credentials.size).toBe(1);
  });

  it("a delivery from the future is refused", async () => {
    const world = await webhookWorld();
    const ahead = new Date(world.clock.now().getTime() + SIX_MINUTES);
    const headers = { ...signDelivery(body, "event-1", world.source, world.secret, ahead) };
    expect((await world.post(body, headers)).status).toBe(401);
  });
});

describe("the scheme hmac-sha256", () => {
  it("the scheme hmac-sha256 takes signature and event id from the headers that the source names", async () => {
    const world = await webhookWorld(BODY_SCHEME);
    const { status, body: answer } = await world.send(event);
    expect(status).toBe(202);
    expect(await world.storedKey(answer.id)).toBe(rawKey());
    expect((await world.send(event)).body).toEqual(answer);
    expect(world.table.events.size).toBe(1);
  });

  it("a delivery without an event id is a 401, whose cause the operator sees", async () => {
    const world = await webhookWorld(BODY_SCHEME);
    const { [BODY_SCHEME.event_id_header.toLowerCase()]: _, ...headers } = world.sign(body, "event-1");
    expect((await world.post(body, headers)).status).toBe(401);
    expect(world.events()).toMatchObject([{ rejection: { code: "bad_header" } }]);
  });

  it("the scheme hmac-sha256 does not accept the other scheme's signature", async () => {
    const world = await webhookWorld(BODY_SCHEME);
    const standard = await webhookWorld();
    expect((await world.post(body, { ...standard.sign(body, "event-1") })).status).toBe(401);
  });
});
