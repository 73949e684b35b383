import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { reveal, Secret } from "../../../shared/kernel/secret.ts";
import { addWebhookSource, type NewWebhookSource } from "../../../shared/webhooks/add-webhook-source.ts";
import { rotateWebhookSecret } from "../../../shared/webhooks/rotate-webhook-secret.ts";
import { newStandardSecret } from "../../../shared/webhooks/standard-signature.ts";
import { WORKSPACE } from "../../support/data/fixtures.ts";
import { manualClock } from "../../support/fakes/manual-clock.ts";
import { memorySources } from "../../support/worlds/webhook-world.ts";

const request: NewWebhookSource = { name: "portal", scheme: "standard", workspaces: [WORKSPACE] };

const withZeroByte = (secret: Secret): Secret =>
  newStandardSecret(
    Buffer.concat([Buffer.from(reveal(secret).slice("whsec_".length), "base64"), Buffer.alloc(1)]),
  );

describe("adding a source", () => {
  const world = () => ({ store: memorySources(), now: manualClock().now });

  it("a new source has a secret of 256 bits, which is printed nowhere by accident", async () => {
    const { source, secret } = await addWebhookSource(request, world());
    expect(Buffer.from(reveal(secret).slice("whsec_".length), "base64")).toHaveLength(32);
    expect(JSON.stringify(source)).not.toContain(reveal(secret));
  });

  it("a new source may have the sender's own secret", async () => {
    const own = newStandardSecret(randomBytes(24));
    expect((await addWebhookSource({ ...request, secret: own }, world())).secret).toBe(own);
  });

  it("a new source has a key of 256 bits for ids, which no other one has and which is printed nowhere by accident", async () => {
    const { source } = await addWebhookSource(request, world());
    const { source: other } = await addWebhookSource(request, world());
    const key = reveal(source.id_key as Secret);
    expect(Buffer.from(key, "base64url")).toHaveLength(32);
    expect(key).not.toBe(reveal(other.id_key as Secret));
    expect(JSON.stringify(source)).not.toContain(key);
  });

  it.each([
    ["as it is", (secret: Secret) => secret],
    ["with a zero byte more, which is the same key of an HMAC", withZeroByte],
  ])("a secret that another source has is refused: %s", async (_, given) => {
    const dependencies = world();
    const own = newStandardSecret(randomBytes(24));
    await addWebhookSource({ ...request, secret: own }, dependencies);
    const other = { ...request, name: "billing", secret: given(own) };
    await expect(addWebhookSource(other, dependencies)).rejects.toMatchObject({
      kind: "invalid_request",
      fields: [{ path: "secret" }],
    });
    await addWebhookSource({ ...other, secret: newStandardSecret(randomBytes(24)) }, dependencies);
    expect(await dependencies.store.list()).toHaveLength(2);
  });

  it("a secret that another source had before its rotation is refused, by either scheme", async () => {
    const dependencies = world();
    const text = "a secret of some length";
    const asStandard = newStandardSecret(Buffer.from(text.padEnd(24, ".")));
    const asBody = new Secret(text.padEnd(24, "."));
    await addWebhookSource({ ...request, secret: asStandard }, dependencies);
    await rotateWebhookSecret({ name: "portal", overlapMs: 1_000 }, dependencies);
    const body = { scheme: "hmac-sha256" as const, signature_header: "X-Signature", event_id_header: "X-Id" };
    await expect(
      addWebhookSource({ ...request, ...body, name: "billing", secret: asBody }, dependencies),
    ).rejects.toMatchObject({ kind: "invalid_request", fields: [{ path: "secret" }] });
  });

  it("a source of the scheme standard takes no permission for events without a time", async () => {
    await expect(addWebhookSource({ ...request, allow_untimed: true }, world())).rejects.toMatchObject({
      kind: "invalid_request",
      fields: [{ path: "allow_untimed" }],
    });
  });

  it("a second source of the same name is refused", async () => {
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
  ] as const)("a source with a wrong %s is refused: %j", async (path, changes) => {
    await expect(
      addWebhookSource({ ...request, ...changes } as NewWebhookSource, world()),
    ).rejects.toMatchObject({
      kind: "invalid_request",
      fields: [{ path }],
    });
  });
});
