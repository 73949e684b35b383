import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { reveal, Secret } from "../../../shared/kernel/secret.ts";
import { addWebhookSource, type NewWebhookSource } from "../../../shared/webhooks/add-webhook-source.ts";
import { cachedWebhookSources } from "../../../shared/webhooks/cached-webhook-sources.ts";
import { rotateWebhookSecret } from "../../../shared/webhooks/rotate-webhook-secret.ts";
import { newStandardSecret } from "../../../shared/webhooks/standard-signature.ts";
import { validSecrets } from "../../../shared/webhooks/webhook-source.ts";
import { WORKSPACE } from "../../support/data/fixtures.ts";
import { manualClock } from "../../support/fakes/manual-clock.ts";
import { memorySources, webhookWorld } from "../../support/worlds/webhook-world.ts";

const HOUR = 3_600_000;
const request: NewWebhookSource = { name: "portal", scheme: "standard", workspaces: [WORKSPACE] };

describe("adding a source", () => {
  const world = () => ({ store: memorySources(), now: manualClock().now });

  it("makes a secret of 256 bits, and prints it nowhere by accident", async () => {
    const { source, secret } = await addWebhookSource(request, world());
    expect(Buffer.from(reveal(secret).slice("whsec_".length), "base64")).toHaveLength(32);
    expect(JSON.stringify(source)).not.toContain(reveal(secret));
  });

  it("takes the sender's own secret", async () => {
    const own = newStandardSecret(randomBytes(24));
    expect((await addWebhookSource({ ...request, secret: own }, world())).secret).toBe(own);
  });

  it("refuses a second of the same name", async () => {
    const dependencies = world();
    await addWebhookSource(request, dependencies);
    await expect(addWebhookSource(request, dependencies)).rejects.toMatchObject({ kind: "conflict" });
  });

  it.each([
    ["name", { name: "Portal" }],
    ["name", { name: "a/b" }],
    ["workspaces", { workspaces: [] }],
    ["workspaces", { workspaces: Array(51).fill(WORKSPACE) }],
    ["secret", { secret: new Secret("too-short") }],
    [
      "secret",
      { scheme: "hmac-sha256", signature_header: "x", event_id_header: "y", secret: new Secret("short") },
    ],
    ["signature_header", { scheme: "hmac-sha256" }],
    ["event_id_header", { scheme: "hmac-sha256", signature_header: "X-Signature" }],
    ["signature_header", { scheme: "hmac-sha256", signature_header: "X Signature", event_id_header: "X-Id" }],
    ["scheme", { signature_header: "X-Signature" }],
  ] as const)("refuses a wrong %s: %j", async (path, changes) => {
    await expect(
      addWebhookSource({ ...request, ...changes } as NewWebhookSource, world()),
    ).rejects.toMatchObject({
      kind: "invalid_request",
      fields: [{ path }],
    });
  });
});

describe("rotating a secret", () => {
  it("leaves both valid for the overlap, and then the new one", async () => {
    const world = await webhookWorld();
    const dependencies = { store: world.store, now: world.clock.now };
    const event = { type: "credential.delete", data: { external_id: "c" } };
    const { secret } = await rotateWebhookSecret({ name: "portal", overlapMs: HOUR }, dependencies);
    const statuses = async () => [
      (await world.send(event, "e", world.secret)).status,
      (await world.send(event, "e", secret)).status,
    ];
    expect(await statuses()).toEqual([202, 202]);
    world.clock.advance(HOUR - 1);
    expect(await statuses()).toEqual([202, 202]);
    world.clock.advance(1);
    expect(await statuses()).toEqual([401, 202]);
  });

  it("never gives an older secret more time, and forgets those that are over", async () => {
    const clock = manualClock();
    const dependencies = { store: memorySources(), now: clock.now };
    const { secret: first } = await addWebhookSource(request, dependencies);
    const { secret: second } = await rotateWebhookSecret({ name: "portal", overlapMs: HOUR }, dependencies);
    const { source, secret: third } = await rotateWebhookSecret(
      { name: "portal", overlapMs: 9 * HOUR },
      dependencies,
    );
    expect(validSecrets(source, clock.now())).toEqual([third, second, first]);
    clock.advance(HOUR);
    expect(validSecrets(source, clock.now())).toEqual([third, second]);
    const last = await rotateWebhookSecret({ name: "portal", overlapMs: 0 }, dependencies);
    expect(last.source.secrets).toHaveLength(1);
  });

  it("refuses to pile secrets up, or to rotate what is not there", async () => {
    const dependencies = { store: memorySources(), now: manualClock().now };
    const rotate = () => rotateWebhookSecret({ name: "portal", overlapMs: HOUR }, dependencies);
    await expect(rotate()).rejects.toMatchObject({ kind: "not_found" });
    await addWebhookSource(request, dependencies);
    for (let n = 0; n < 4; n += 1) await rotate();
    await expect(rotate()).rejects.toMatchObject({ kind: "conflict" });
  });
});

describe("remembered sources", () => {
  it("are read once for many at the same time, and again after a failure", async () => {
    let reads = 0;
    let broken = true;
    const list = async () => {
      reads += 1;
      if (broken) throw new Error("throttled");
      return [];
    };
    const sources = cachedWebhookSources({ list }, 60_000, manualClock().now);
    await expect(Promise.all([sources.find("a"), sources.find("b")])).rejects.toThrow("throttled");
    expect(reads).toBe(1);
    broken = false;
    expect(await Promise.all([sources.find("a"), sources.find("b")])).toEqual([null, null]);
    expect(reads).toBe(2);
  });
});
