import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { reveal, Secret } from "../../../shared/kernel/secret.ts";
import { addWebhookSource, type NewWebhookSource } from "../../../shared/webhooks/add-webhook-source.ts";
import { newStandardSecret } from "../../../shared/webhooks/standard-signature.ts";
import { WORKSPACE } from "../../support/data/fixtures.ts";
import { manualClock } from "../../support/fakes/manual-clock.ts";
import { memorySources } from "../../support/worlds/webhook-world.ts";

const request: NewWebhookSource = { name: "portal", scheme: "standard", workspaces: [WORKSPACE] };

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
