import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signDelivery } from "../../../shared/webhooks/sign-delivery.ts";
import { signStandard } from "../../../shared/webhooks/standard-signature.ts";
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

describe("the headers that Svix's service sends", () => {
  const asSvix = (headers: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name.toLowerCase().replace(/^webhook-/, "svix-"),
        value,
      ]),
    );

  it("a delivery under svix- names is accepted as one under webhook- names, with the same answer", async () => {
    const world = await webhookWorld();
    const signed = { ...world.sign(body, "event-1") };
    const first = await world.post(body, asSvix(signed));
    expect(first.status).toBe(202);
    expect((await world.post(body, signed)).text).toBe(first.text);
  });

  it("a delivery with one header of the other names is refused, so that none is read in two ways", async () => {
    const world = await webhookWorld();
    const signed = { ...world.sign(body, "event-1") };
    const svix = asSvix(signed);
    for (const [name, value] of Object.entries(signed)) {
      expect((await world.post(body, { ...svix, [name]: value })).status).toBe(401);
    }
    const forged = { ...signed, "webhook-signature": "v1,AAAA" };
    expect((await world.post(body, { ...svix, ...forged })).status).toBe(401);
    expect(world.table.credentials.size).toBe(0);
  });

  it("a report names the header that is missing as its sender does", async () => {
    const world = await webhookWorld();
    const { "svix-id": _, ...rest } = asSvix({ ...world.sign(body, "event-1") });
    expect((await world.post(body, rest)).status).toBe(401);
    expect(world.events()[0]?.rejection).toMatchObject({ code: "bad_header", message: "svix-id is missing" });
  });
});

describe("a time in milliseconds", () => {
  it("a delivery with a time in milliseconds is refused, and its report says what is wrong with the time", async () => {
    const world = await webhookWorld();
    const milliseconds = world.clock.now().getTime();
    const signature = signStandard(world.secret, "event-1", milliseconds, body);
    const headers = {
      "webhook-id": "event-1",
      "webhook-timestamp": String(milliseconds),
      "webhook-signature": signature,
    };
    expect((await world.post(body, headers)).status).toBe(401);
    expect(world.events()[0]?.rejection).toMatchObject({
      code: "bad_timestamp",
      message: "webhook-timestamp is in milliseconds, not in seconds",
    });
  });
});

describe("the ping that GitHub sends first", () => {
  const ping = JSON.stringify({ zen: "Keep it logically awesome.", hook_id: 1, hook: {} });

  it("a signed ping is acknowledged and ignored, and one that is not signed is a 401", async () => {
    const world = await webhookWorld(BODY_SCHEME);
    const headers = { ...world.sign(ping, "delivery-1"), "x-github-event": "ping" };
    const answer = await world.post(ping, headers);
    expect([answer.status, answer.body]).toEqual([202, { status: "ignored" }]);
    expect((await world.post(`${ping} `, headers)).status).toBe(401);
  });

  it.each([{}, { type: "Repository" }, { type: 7 }])(
    "a signed ping without the header is acknowledged too, with %j in its body",
    async (more) => {
      const world = await webhookWorld(BODY_SCHEME);
      const text = JSON.stringify({ ...JSON.parse(ping), ...more });
      const answer = await world.post(text, world.sign(text, "delivery-1"));
      expect([answer.status, answer.body]).toEqual([202, { status: "ignored" }]);
      expect(world.events()[0]?.rejection?.message).toMatch(/: ping$/);
      expect((await world.post(`${text} `, world.sign(text, "delivery-1"))).status).toBe(401);
    },
  );

  it.each([{ zen: 1, hook_id: 1 }, { zen: "Half measures" }, { hook_id: 1 }, []])(
    "a body without a type that is no ping stays a 400: %j",
    async (value) => {
      const world = await webhookWorld(BODY_SCHEME);
      const text = JSON.stringify(value);
      expect((await world.post(text, world.sign(text, "delivery-1"))).status).toBe(400);
    },
  );

  it("an event of a known type is carried out, also with the members of a ping", async () => {
    const world = await webhookWorld(BODY_SCHEME);
    const text = JSON.stringify({ ...JSON.parse(body), zen: "Keep it logically awesome.", hook_id: 1 });
    expect((await world.post(text, world.sign(text, "delivery-1"))).body.status).toBe("accepted");
  });

  it("an event of another type is read as ever, whatever GitHub calls it", async () => {
    const world = await webhookWorld(BODY_SCHEME);
    const headers = { ...world.sign(body, "delivery-1"), "x-github-event": "push" };
    expect((await world.post(body, headers)).body.status).toBe("accepted");
  });
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
