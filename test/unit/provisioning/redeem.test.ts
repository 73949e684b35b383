import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { publishFromStream } from "../../../shared/audit/publish-events.ts";
import { reconcileLog } from "../../../shared/audit/reconcile-log.ts";
import { sweepOutbox } from "../../../shared/audit/sweep-outbox.ts";
import type { AuditEvent } from "../../../shared/credentials/audit-event.ts";
import type { Command } from "../../../shared/credentials/command.ts";
import { type Link, MAX_ATTEMPTS } from "../../../shared/links/link.ts";
import { linkEventId } from "../../../shared/links/link-command.ts";
import { expireLinks } from "../../../shared/provisioning/settle-link.ts";
import {
  commandId,
  createLinkCommand,
  credentialId,
  envelope,
  guardedLink,
  linkId,
  OTHER_WORKSPACE,
  rawKey,
  revokeLinkCommand,
} from "../../support/data/fixtures.ts";
import { type RelayWorld, relayWorld } from "../../support/worlds/relay-world.ts";

const ID = linkId(1);
const CREDENTIAL = credentialId(1);

let world: RelayWorld;
beforeEach(async () => {
  world = relayWorld();
  await world.provision(createLinkCommand());
});

const link = (): Link => world.table.links.links.get(ID) ?? guardedLink();
const eventOf = ({ id }: Command) => world.table.events.get(id);
const typesOf = () => [...world.table.events.values()].map(({ type }) => type).sort();

describe("a key through a link", () => {
  it("the first key makes the credential as a create does, and the link is redeemed with it", async () => {
    const command = world.redeem(link());
    expect(await world.provision(command)).toEqual(["done"]);
    expect(world.table.credentials.get(CREDENTIAL)).toMatchObject({ name: "production", version: 1 });
    expect(await world.storedKey(CREDENTIAL)).toBe(rawKey());
    expect(eventOf(command)).toMatchObject({ type: "credential.created", actor: { type: "link", id: ID } });
    expect(link()).toMatchObject({
      status: "redeemed",
      redemption: { id: command.id, label: expect.stringMatching(/^sk-.*\.\.\./) },
    });
    expect(world.table.events.get(linkEventId(ID, "redeem"))).toMatchObject({
      type: "link.redeemed",
      link_id: ID,
      credential_id: CREDENTIAL,
      actor: { type: "link", id: ID },
    });
  });

  it("fifty keys at once make one credential and one link.redeemed, and 49 learn that the link was used", async () => {
    const commands = Array.from({ length: 50 }, (_, n) => world.redeem(link(), rawKey(n + 1)));
    const verdicts = await world.provision(...commands);
    expect(verdicts.toSorted()).toEqual(["done", ...Array(49).fill("reject")]);
    const codes = commands.map((command) => eventOf(command)?.rejection?.code ?? "created");
    expect(codes).toEqual(["created", ...Array(49).fill("link_used")]);
    expect(typesOf().filter((type) => type !== "credential.rejected")).toEqual([
      "credential.created",
      "link.created",
      "link.redeemed",
    ]);
    expect(await world.storedKey(CREDENTIAL)).toBe(rawKey(1));
  });

  it("two workers that decide at once make one credential: the later one finds the link used", async () => {
    const [first, second] = [world.redeem(link(), rawKey(1)), world.redeem(link(), rawKey(2))];
    await Promise.all([world.provision(first), world.provision(second)]);
    const codes = [first, second].map((command) => eventOf(command)?.rejection?.code ?? "created");
    expect(codes.toSorted()).toEqual(["created", "link_used"]);
    expect(typesOf().filter((type) => type === "link.redeemed")).toHaveLength(1);
  });

  it("a revocation that commits between decision and commit of a key wins", async () => {
    const current = link();
    world.table.beforeNextCommit(() => {
      world.table.links.links.set(ID, { ...guardedLink(), status: "revoked", version: 2 });
    });
    const command = world.redeem(current);
    expect(await world.provision(command)).toEqual(["reject"]);
    expect(eventOf(command)?.rejection?.code).toBe("link_closed");
    expect(world.table.credentials.size).toBe(0);
  });

  it("a redelivered key changes nothing, also if the worker died between commit and acknowledgement", async () => {
    const command = world.redeem(link());
    await world.provision(command);
    const before = typesOf();
    expect(await world.redeliver(command)).toEqual(["done"]);
    expect(await world.provision(command)).toEqual(["done"]);
    expect(typesOf()).toEqual(before);
  });

  it("a key that arrives weeks late finds the link expired, whether or not its expiry was noted", async () => {
    const command = world.redeem(link());
    world.clock.advance(30 * 86_400_000);
    expect(await world.provision(command)).toEqual(["reject"]);
    await expireLinks(world.dependencies);
    expect(await world.provision(world.redeem(link(), rawKey(2)))).toEqual(["reject"]);
    expect(world.table.credentials.size).toBe(0);
  });
});

describe("a key that is not accepted", () => {
  it.each([
    ["a placeholder", "your-api-key-here", {}, "refused_key"],
    ["a masked key", `${rawKey().slice(0, 12)}${"*".repeat(30)}`, {}, "refused_key"],
    ["a seal for another workspace", rawKey(), { workspace_id: OTHER_WORKSPACE }, "seal_mismatch"],
  ])("%s is refused and remembered by the link, which stays open", async (_, key, binding, code) => {
    const command = world.redeem(link(), key, binding);
    expect(await world.provision(command)).toEqual(["reject"]);
    expect(eventOf(command)).toMatchObject({ type: "credential.rejected", rejection: { code } });
    expect(link()).toMatchObject({ status: "open", attempts: [{ id: command.id, rejection: { code } }] });
    expect(await world.provision(world.redeem(link(), rawKey(2)))).toEqual(["done"]);
    expect(await world.storedKey(CREDENTIAL)).toBe(rawKey(2));
  });

  it("a refusal is remembered once, and only the latest ten are", async () => {
    const first = world.redeem(link(), "your-api-key-here");
    await world.provision(first);
    await world.redeliver(first);
    expect(link().attempts).toHaveLength(1);
    for (let n = 0; n < MAX_ATTEMPTS; n += 1)
      await world.provision(world.redeem(link(), "your-api-key-here"));
    expect(link().attempts).toHaveLength(MAX_ATTEMPTS);
    expect(link().attempts.map(({ id }) => id)).not.toContain(first.id);
  });

  it("a command that names a link of another credential changes neither", async () => {
    const forged = { ...world.redeem(link()), credential_id: credentialId(2) };
    expect(await world.provision(forged)).toEqual(["reject"]);
    expect(await world.provision({ ...forged, id: commandId(77), type: "nonsense" })).toEqual(["reject"]);
    expect(link()).toMatchObject({ status: "open", attempts: [] });
    expect(world.table.credentials.size).toBe(0);
  });
});

describe("a link for a rotation", () => {
  const rotation = () => {
    const command = createLinkCommand({
      link_id: linkId(2),
      purpose: "rotate",
      settings: null,
      key_version: 1,
    });
    return world.provision(command);
  };
  const ofRotation = (): Link => world.table.links.links.get(linkId(2)) ?? guardedLink();
  beforeEach(async () => {
    await world.provision(world.create(1));
    await rotation();
  });

  it("the key replaces the stored one and leaves the settings alone", async () => {
    const command = world.redeem(ofRotation(), rawKey(2));
    expect(await world.provision(command)).toEqual(["done"]);
    expect(eventOf(command)?.type).toBe("credential.rotated");
    expect(await world.storedKey(CREDENTIAL)).toBe(rawKey(2));
    expect(world.table.credentials.get(CREDENTIAL)).toMatchObject({ key_version: 2, name: null });
  });

  it("a key that was replaced since the link was made is not replaced again", async () => {
    world.clock.advance(1_000);
    await world.provision({
      ...world.rotate(2, CREDENTIAL),
      requested_at: world.clock.now().toISOString(),
    });
    const command = world.redeem(ofRotation(), rawKey(3));
    expect(await world.provision(command)).toEqual(["reject"]);
    expect(eventOf(command)?.rejection?.code).toBe("superseded");
    expect(await world.storedKey(CREDENTIAL)).toBe(rawKey(2));
  });

  it("a key that was set by a clock that is ahead is replaced all the same, and no later event is held off", async () => {
    const ahead = new Date(world.clock.now().getTime() + 120_000).toISOString();
    await world.provision({ ...world.rotate(2, CREDENTIAL), requested_at: ahead });
    await world.provision(
      createLinkCommand({ link_id: linkId(3), purpose: "rotate", settings: null, key_version: 2 }),
    );
    const third = world.table.links.links.get(linkId(3)) ?? guardedLink();
    expect(await world.provision(world.redeem(third, rawKey(3)))).toEqual(["done"]);
    expect(await world.storedKey(CREDENTIAL)).toBe(rawKey(3));
    const later = new Date(Date.parse(ahead) + 1_000).toISOString();
    await world.provision({ ...world.rotate(4, CREDENTIAL), requested_at: later });
    expect(await world.storedKey(CREDENTIAL)).toBe(rawKey(4));
  });

  it("a renamed credential is no obstacle, and a deleted one is", async () => {
    const changes = { name: "new" };
    await world.provision({ ...envelope(3), credential_id: CREDENTIAL, type: "credential.update", changes });
    expect(await world.provision(world.redeem(ofRotation(), rawKey(2)))).toEqual(["done"]);
    await world.provision(
      createLinkCommand({ link_id: linkId(3), purpose: "rotate", settings: null, key_version: 2 }),
    );
    await world.provision({ ...envelope(4), credential_id: CREDENTIAL, type: "credential.delete" });
    const third = world.table.links.links.get(linkId(3)) ?? guardedLink();
    const command = world.redeem(third, rawKey(4));
    await world.provision(command);
    expect(eventOf(command)?.rejection?.code).toBe("credential_not_found");
  });
});

const anyAct = fc.oneof(
  fc.record({
    act: fc.constantFrom("create", "redeem", "redeem badly", "revoke", "again"),
    redelivered: fc.boolean(),
    key: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({
    act: fc.constantFrom("expire", "stream", "bus refuses", "lost", "sweep", "reconcile", "wait"),
  }),
);
type Act = typeof anyAct extends fc.Arbitrary<infer T> ? T : never;

function model() {
  const state = relayWorld();
  const { table, clock, bus, relay } = state;
  const sent: object[] = [];
  const told = new Set<string>();
  const untold = (): AuditEvent[] => {
    const events = table.shown().filter(({ id }) => !told.has(id));
    for (const { id } of events) told.add(id);
    return events;
  };
  const commandOf = (act: string, n: number): object | undefined => {
    const made = table.links.links.get(ID) ?? guardedLink();
    if (act === "create") return createLinkCommand();
    if (act === "revoke") return revokeLinkCommand();
    if (act === "again") return sent[sent.length - n];
    return state.redeem(made, act === "redeem" ? rawKey(n) : "your-api-key-here");
  };
  const carryOut = async (act: Act): Promise<void> => {
    clock.advance(1_000);
    if ("key" in act) {
      const command = commandOf(act.act, act.key);
      if (command === undefined) return;
      sent.push(command);
      const [verdict] = await (act.redelivered ? state.redeliver(command) : state.provision(command));
      expect(verdict).not.toBe("retry");
      return;
    }
    if (act.act === "expire") return void (await expireLinks(state.dependencies));
    if (act.act === "wait") return clock.advance(30_000_000);
    if (act.act === "stream") return publishFromStream(untold(), relay);
    if (act.act === "lost") return void untold();
    if (act.act === "reconcile") return reconcileLog([0], relay, { since: new Date(0), graceMs: -1 });
    if (act.act === "sweep") {
      clock.advance(60_000);
      return void (await sweepOutbox(relay));
    }
    bus.refuse(...table.shown().map(({ id }) => id));
    await publishFromStream(untold(), relay);
    bus.refuse();
  };
  const settle = async () => {
    clock.advance(86_400_000);
    await expireLinks(state.dependencies);
    await reconcileLog([0], relay, { since: new Date(0), graceMs: -1 });
    for (let sweeps = 0; sweeps < 2; sweeps += 1) {
      clock.advance(60_001);
      await sweepOutbox(relay);
    }
  };
  return { carryOut, settle, table, bus };
}

describe("a link through anything that may happen", () => {
  it("a link ends once, its credential is there if and only if it was redeemed, and each event is on the bus and in the log", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyAct, { minLength: 1, maxLength: 25 }), async (acts) => {
        const { carryOut, settle, table, bus } = model();
        for (const act of acts) await carryOut(act);
        await settle();
        const types = [...table.events.values()].map(({ type }) => type);
        const count = (type: string) => types.filter((each) => each === type).length;
        const made = table.links.links.get(ID);
        const ends = ["link.redeemed", "link.revoked", "link.expired"].map(count);
        expect(count("link.created")).toBe(made === undefined ? 0 : 1);
        expect(ends.reduce((sum, n) => sum + n, 0)).toBe(made === undefined ? 0 : 1);
        if (made !== undefined) expect(count(`link.${made.status}`)).toBe(1);
        expect(count("credential.created")).toBe(count("link.redeemed"));
        expect(table.credentials.size).toBe(count("link.redeemed"));
        const committed = [...table.events.keys()].sort();
        expect(
          table
            .logged()
            .map(({ id }) => id)
            .sort(),
        ).toEqual(committed);
        expect([...new Set(bus.taken.map(({ id }) => id))].sort()).toEqual(committed);
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
