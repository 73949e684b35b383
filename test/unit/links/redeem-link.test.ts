import { beforeEach, describe, expect, it } from "vitest";
import { Secret } from "../../../shared/kernel/secret.ts";
import { MAX_ATTEMPTS } from "../../../shared/links/link.ts";
import type { GuardedLink } from "../../../shared/links/ports.ts";
import { redeemLink } from "../../../shared/links/redeem-link.ts";
import { newContentKey, sealWith } from "../../../shared/sealing/seal.ts";
import { commandId, credentialId, OTHER_WORKSPACE, rawKey } from "../../support/data/fixtures.ts";
import { intakePublicKey } from "../../support/fakes/local-kms.ts";
import { type RedemptionWorld, redemptionWorld } from "../../support/worlds/redemption-world.ts";

let world: RedemptionWorld;
/** What the worker makes of the next command. */
let worker: (command: { readonly id: string }) => void;
let link: GuardedLink;
let token: Secret;
beforeEach(() => {
  world = redemptionWorld(async (message) => worker(JSON.parse(message)));
  worker = ({ id }) => {
    const redemption = { id, time: world.clock.now().toISOString(), label: "sk-...AbCd" };
    world.change(link.id, { status: "redeemed", redemption });
  };
  ({ link, token } = world.add());
});

const redeem = (sealed: string, withToken = token) =>
  redeemLink(world.request(link, withToken, sealed), world.dependencies);
const refusal = (code: string) => (command: { readonly id: string }) => {
  const rejection = { code: code as "refused_key", message: "not this one" };
  world.change(link.id, { attempts: [{ id: command.id, time: world.clock.now().toISOString(), rejection }] });
};

describe("a sealed key", () => {
  it("the key goes to the worker as a creation by the link, and the answer shows its label", async () => {
    const sealed = world.seal(link);
    expect(await redeem(sealed)).toEqual({
      kind: "redeemed",
      credential_id: credentialId(1),
      provider: "openai",
      return_url: "https://app.example.com/done",
      label: "sk-...AbCd",
    });
    expect(world.queue.commands()).toMatchObject([
      {
        type: "credential.create",
        credential_id: credentialId(1),
        actor: { type: "link", id: link.id },
        door: "web",
        settings: { name: "production" },
        sealed_key: sealed,
      },
    ]);
  });

  it("a link for a rotation sends an update that changes no setting", async () => {
    ({ link, token } = world.add({ purpose: "rotate", settings: null, key_version: 3 }));
    await redeem(world.seal(link));
    expect(world.queue.commands()).toMatchObject([
      { type: "credential.update", credential_id: credentialId(1), changes: {} },
    ]);
  });

  it("the same seal again is the same command and gets the same answer, another seal gets a conflict", async () => {
    const sealed = world.seal(link);
    const first = await redeem(sealed);
    expect(await redeem(sealed)).toEqual(first);
    await expect(redeem(world.seal(link, rawKey(2)))).rejects.toMatchObject({ kind: "conflict" });
    expect(world.queue.messages).toHaveLength(1);
  });

  it("a refused key leaves the link open for another", async () => {
    const second = worker;
    worker = refusal("refused_key");
    const rejection = { code: "refused_key", message: "not this one" };
    expect(await redeem(world.seal(link, rawKey(2)))).toEqual({ kind: "refused", rejection });
    worker = second;
    expect(await redeem(world.seal(link))).toMatchObject({ kind: "redeemed" });
  });

  it("a key that was set since the link was made, and a credential that is gone, are told as such", async () => {
    worker = refusal("superseded");
    await expect(redeem(world.seal(link))).rejects.toMatchObject({ kind: "conflict" });
    worker = refusal("credential_not_found");
    await expect(redeem(world.seal(link))).rejects.toMatchObject({ kind: "not_found" });
  });

  it("a link that is revoked while its key is on the queue answers as if there were none", async () => {
    worker = () => world.change(link.id, { status: "revoked" });
    await expect(redeem(world.seal(link))).rejects.toMatchObject({ kind: "not_found" });
  });

  it("a caller whose outcome is late is told to repeat, and the repetition sends nothing new", async () => {
    const late = worker;
    worker = () => {};
    const sealed = world.seal(link);
    await expect(redeem(sealed)).rejects.toMatchObject({ kind: "postponed" });
    late({ id: world.queue.commands()[0]?.id ?? "" });
    expect(await redeem(sealed)).toMatchObject({ kind: "redeemed" });
    expect(world.queue.messages).toHaveLength(1);
  });
});

describe("what is refused before anything is queued", () => {
  const nothingSent = () => expect(world.queue.messages).toEqual([]);

  it("a raw key in place of a seal is refused, and nothing repeats it", async () => {
    const raw = rawKey();
    for (const text of [raw, `a.${raw}.c.d.e`, "", "a.b.c.d.e", "{}"]) {
      const error = await redeem(text).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ kind: "invalid_request", fields: [{ path: "sealed_key" }] });
      expect(JSON.stringify([error, (error as Error).stack, world.log.lines])).not.toContain(raw);
    }
    nothingSent();
  });

  it("a seal for another workspace, provider, credential or intake key is refused", async () => {
    const others = [
      { workspace_id: OTHER_WORKSPACE },
      { workspace_id: null },
      { provider: "anthropic" },
      { credential_id: credentialId(2) },
    ];
    for (const other of others) {
      await expect(redeem(world.seal(link, rawKey(), other))).rejects.toMatchObject({
        kind: "invalid_request",
        fields: [{ path: "sealed_key", reason: "is not sealed for this link" }],
      });
    }
    const { workspace_id, provider, credential_id } = link;
    const another = sealWith(newContentKey("another-intake-key", intakePublicKey.key), new Secret(rawKey()), {
      workspace_id,
      provider,
      credential_id,
    });
    await expect(redeem(another)).rejects.toMatchObject({ kind: "invalid_request" });
    nothingSent();
  });

  it("a wrong token is not found, also for a link that is open and a seal that fits", async () => {
    await expect(redeem(world.seal(link), new Secret("A".repeat(43)))).rejects.toMatchObject({
      kind: "not_found",
    });
    nothingSent();
  });

  it("an expired and a revoked link are not found", async () => {
    const sealed = world.seal(link);
    world.change(link.id, { status: "revoked" });
    await expect(redeem(sealed)).rejects.toMatchObject({ kind: "not_found" });
    world.change(link.id, { status: "open" });
    world.clock.advance(86_400_000);
    await expect(redeem(sealed)).rejects.toMatchObject({ kind: "not_found" });
    nothingSent();
  });

  it("a link pauses after ten refused keys within an hour, and takes a key again later", async () => {
    const time = world.clock.now().toISOString();
    const rejection = { code: "refused_key" as const, message: "" };
    const attempts = Array.from({ length: MAX_ATTEMPTS }, (_, n) => ({ id: commandId(n), time, rejection }));
    world.change(link.id, { attempts });
    await expect(redeem(world.seal(link))).rejects.toMatchObject({
      kind: "rate_limited",
      retryAfterSeconds: 3_600,
    });
    nothingSent();
    world.clock.advance(3_600_000);
    expect(await redeem(world.seal(link))).toMatchObject({ kind: "redeemed" });
  });
});
