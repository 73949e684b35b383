import { describe, expect, it } from "vitest";
import { addWebhookSource, type NewWebhookSource } from "../../../shared/webhooks/add-webhook-source.ts";
import { rotateWebhookSecret } from "../../../shared/webhooks/rotate-webhook-secret.ts";
import { validSecrets } from "../../../shared/webhooks/webhook-source.ts";
import { WORKSPACE } from "../../support/data/fixtures.ts";
import { manualClock } from "../../support/fakes/manual-clock.ts";
import { memorySources, webhookWorld } from "../../support/worlds/webhook-world.ts";

const HOUR = 3_600_000;
const request: NewWebhookSource = { name: "portal", scheme: "standard", workspaces: [WORKSPACE] };

describe("rotating a secret", () => {
  it("a rotation leaves both secrets valid for the overlap, and then the new one", async () => {
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

  it("a rotation never gives an older secret more time, and forgets those that are over", async () => {
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

  it("a rotation does not pile secrets up, and needs a source that exists", async () => {
    const dependencies = { store: memorySources(), now: manualClock().now };
    const rotate = () => rotateWebhookSecret({ name: "portal", overlapMs: HOUR }, dependencies);
    await expect(rotate()).rejects.toMatchObject({ kind: "not_found" });
    await addWebhookSource(request, dependencies);
    for (let n = 0; n < 4; n += 1) await rotate();
    await expect(rotate()).rejects.toMatchObject({ kind: "conflict" });
  });

  it("a rotation to a secret that a source has, another one or this one, is refused", async () => {
    const dependencies = { store: memorySources(), now: manualClock().now };
    const { secret: own } = await addWebhookSource(request, dependencies);
    const { secret: foreign } = await addWebhookSource({ ...request, name: "billing" }, dependencies);
    for (const secret of [own, foreign]) {
      await expect(
        rotateWebhookSecret({ name: "portal", overlapMs: HOUR, secret }, dependencies),
      ).rejects.toMatchObject({ kind: "invalid_request", fields: [{ path: "secret" }] });
    }
    expect((await dependencies.store.find("portal"))?.secrets).toHaveLength(1);
  });

  it("a rotation leaves the key for ids as it is", async () => {
    const dependencies = { store: memorySources(), now: manualClock().now };
    const { source } = await addWebhookSource(request, dependencies);
    const rotated = await rotateWebhookSecret({ name: "portal", overlapMs: 0 }, dependencies);
    expect(source.id_key).toBeDefined();
    expect(rotated.source.id_key).toBe(source.id_key);
  });
});
