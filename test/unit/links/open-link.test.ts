import { beforeEach, describe, expect, it } from "vitest";
import { Secret } from "../../../shared/kernel/secret.ts";
import { embeddersOf, openLink } from "../../../shared/links/open-link.ts";
import { credentialId, linkId, WORKSPACE } from "../../support/data/fixtures.ts";
import { type RedemptionWorld, redemptionWorld } from "../../support/worlds/redemption-world.ts";

let world: RedemptionWorld;
beforeEach(() => {
  world = redemptionWorld();
});

const EXPIRED = { expires_at: "2020-01-01T00:00:00.000Z" };
const CLOSED = [{ status: "redeemed" }, { status: "revoked" }, { status: "expired" }, EXPIRED] as const;

describe("who has the token of a link", () => {
  it("the holder learns what the page shows and what the seal must be bound to, and nothing else", async () => {
    const { link, token } = world.add();
    expect(await openLink({ id: link.id, token }, world.dependencies)).toEqual({
      id: link.id,
      purpose: "create",
      provider: "openai",
      provider_name: "OpenAI",
      workspace_id: WORKSPACE,
      workspace_label: "Acme",
      name: "production",
      expires_at: link.expires_at,
      return_url: "https://app.example.com/done",
      seal: { workspace_id: WORKSPACE, provider: "openai", credential_id: credentialId(1) },
      allowed_origins: ["https://app.example.com"],
    });
  });

  it("a provider that the deployment added has its slug for a name", async () => {
    const { link, token } = world.add({ provider: "acme" });
    const opened = await openLink({ id: link.id, token }, world.dependencies);
    expect(opened.provider_name).toBe("acme");
  });

  it("a link that is opened any number of times stays as it is, and nothing is sent", async () => {
    const { link, token } = world.add();
    for (let n = 0; n < 20; n += 1) await openLink({ id: link.id, token }, world.dependencies);
    expect(world.links.get(link.id)).toEqual(link);
    expect(world.queue.messages).toEqual([]);
  });
});

describe("who has not", () => {
  const refusalOf = (id: string, token: Secret) =>
    openLink({ id, token }, world.dependencies).then(
      () => "opened",
      ({ kind, message }) => `${kind}: ${message}`,
    );

  it("an unknown link, a wrong token and a link that is closed get the same answer, after one look each", async () => {
    const { link, token } = world.add();
    const refusals = [
      await refusalOf(linkId(2), token),
      await refusalOf("../../etc", token),
      await refusalOf(link.id, new Secret("A".repeat(43))),
    ];
    for (const change of CLOSED) {
      world.change(link.id, { ...link, ...change });
      refusals.push(await refusalOf(link.id, token));
    }
    expect(new Set(refusals)).toEqual(new Set(["not_found: Resource not found"]));
    expect(world.looked).toHaveLength(refusals.length);
  });
});

describe("the pages that may embed a link's page", () => {
  it("an open link has those that it names, and no other link has any", async () => {
    const { link } = world.add();
    expect(await embeddersOf(link.id, world.dependencies)).toEqual(["https://app.example.com"]);
    expect(await embeddersOf(linkId(2), world.dependencies)).toEqual([]);
    expect(await embeddersOf("no id", world.dependencies)).toEqual([]);
    for (const change of CLOSED) {
      world.change(link.id, { ...link, ...change });
      expect(await embeddersOf(link.id, world.dependencies)).toEqual([]);
    }
  });
});
