import { beforeEach, describe, expect, it } from "vitest";
import { linkEventId } from "../../../shared/links/link-command.ts";
import { expireLinks } from "../../../shared/provisioning/settle-link.ts";
import { createLinkCommand, guardedLink, linkId, revokeLinkCommand } from "../../support/data/fixtures.ts";
import { type WorkerWorld, workerWorld } from "../../support/worlds/worker-world.ts";

const ID = linkId(1);

let world: WorkerWorld;
beforeEach(() => {
  world = workerWorld();
});

const statusOf = (id = ID) => world.table.links.links.get(id)?.status;
const typesOf = () => [...world.table.events.values()].map(({ type }) => type);

describe("commands on links", () => {
  it("a link is made once, however often its command arrives", async () => {
    expect(await world.provision(createLinkCommand())).toEqual(["done"]);
    expect(await world.redeliver(createLinkCommand())).toEqual(["done"]);
    expect(await world.provision(createLinkCommand({ provider: "anthropic" }))).toEqual(["done"]);
    expect(world.table.links.links.get(ID)).toEqual(guardedLink());
    expect(typesOf()).toEqual(["link.created"]);
  });

  it("a link is revoked once, and its event stays in its news until the log has it", async () => {
    await world.provision(createLinkCommand());
    expect(await world.provision(revokeLinkCommand())).toEqual(["done"]);
    expect(await world.redeliver(revokeLinkCommand())).toEqual(["done"]);
    expect(statusOf()).toBe("revoked");
    expect(world.table.links.news.get(ID)?.map(({ id }) => id)).toEqual([
      linkEventId(ID, "create"),
      linkEventId(ID, "revoke"),
    ]);
  });

  it("an event that is in the log leaves the news with the next change", async () => {
    await world.provision(createLinkCommand());
    await world.table.eventLog.add(world.table.shown());
    await world.provision(revokeLinkCommand());
    expect(world.table.links.news.get(ID)?.map(({ type }) => type)).toEqual(["link.revoked"]);
  });

  it("a creation that arrives after its revocation was refused for want of it is still one link", async () => {
    expect(await world.provision(revokeLinkCommand())).toEqual(["done"]);
    await world.provision(createLinkCommand());
    expect(statusOf()).toBe("open");
  });

  it("a table that does not answer keeps the command on the queue", async () => {
    world.table.breakDown(true);
    expect(await world.provision(createLinkCommand(), revokeLinkCommand())).toEqual(["retry", "retry"]);
    world.table.breakDown(false);
    expect(await world.redeliver(createLinkCommand(), revokeLinkCommand())).toEqual(["done", "done"]);
  });

  it("a command that is none goes to the dead letters, and the log repeats nothing of it", async () => {
    expect(await world.provision({ ...createLinkCommand(), token: "canary" })).toEqual(["retry"]);
    expect(JSON.stringify(world.log.lines)).not.toContain("canary");
  });
});

describe("the expiry of links", () => {
  const DAY = 86_400_000;
  const expire = () => expireLinks(world.dependencies);

  it("an open link whose time has come expires once, with one event", async () => {
    await world.provision(createLinkCommand());
    await expire();
    expect(statusOf()).toBe("open");
    world.clock.advance(DAY + 1);
    await expire();
    await expire();
    expect(statusOf()).toBe("expired");
    expect(typesOf()).toEqual(["link.created", "link.expired"]);
  });

  it("a link that is final already stays as it is, and is due no longer", async () => {
    await world.provision(createLinkCommand(), revokeLinkCommand());
    world.clock.advance(DAY + 1);
    await expire();
    expect(statusOf()).toBe("revoked");
    expect(world.table.links.due.get(ID)).toBe("");
    expect(typesOf()).toEqual(["link.created", "link.revoked"]);
  });

  it("a link that could not be expired is due again, and holds up no other", async () => {
    await world.provision(createLinkCommand(), createLinkCommand({ link_id: linkId(2) }));
    world.clock.advance(DAY + 1);
    const change = world.dependencies.links.change;
    const links = {
      ...world.dependencies.links,
      change: async (stored: Parameters<typeof change>[0]) =>
        stored.link.id === ID ? ("unavailable" as const) : change(stored),
    };
    expect(await expireLinks({ ...world.dependencies, links })).toBe(true);
    expect([statusOf(), statusOf(linkId(2))]).toEqual(["open", "expired"]);
    await expire();
    expect(statusOf()).toBe("expired");
  });

  it("a run ends in time however many links are due, and the next one goes on", async () => {
    const ids = Array.from({ length: 40 }, (_, n) => linkId(n + 1));
    await world.provision(...ids.map((link_id) => createLinkCommand({ link_id })));
    world.clock.advance(DAY + 1);
    const { links } = world.dependencies;
    const slow = {
      ...links,
      change: (stored: Parameters<typeof links.change>[0]) => {
        world.clock.advance(500);
        return links.change(stored);
      },
    };
    const start = world.clock.now().getTime();
    await expireLinks({ ...world.dependencies, links: slow });
    expect(world.clock.now().getTime() - start).toBeLessThan(15_000);
    expect(new Set(ids.map(statusOf))).toEqual(new Set(["open", "expired"]));
    await expire();
    expect(new Set(ids.map(statusOf))).toEqual(new Set(["expired"]));
  });

  it("a broken table fails no run, and the next one expires what was due", async () => {
    await world.provision(createLinkCommand());
    world.clock.advance(DAY + 1);
    world.table.breakDown(true);
    expect(await expire()).toBe(false);
    world.table.breakDown(false);
    expect(await expire()).toBe(true);
    expect(statusOf()).toBe("expired");
  });

  it("a link whose note names an earlier time than its own expires at its own, with its event", async () => {
    // An earlier command for the same link wrote the note, and came no further.
    world.clock.advance(1);
    world.table.links.due.set(ID, world.clock.now().toISOString());
    await world.provision(createLinkCommand());
    world.clock.advance(1);
    await expire();
    expect(statusOf()).toBe("open");
    world.clock.advance(DAY);
    await expire();
    expect(statusOf()).toBe("expired");
    expect(typesOf()).toEqual(["link.created", "link.expired"]);
  });

  it("a link whose note was settled before it was made expires with its event all the same", async () => {
    world.table.links.due.set(ID, "");
    await world.provision(createLinkCommand());
    world.clock.advance(DAY + 1);
    await expire();
    expect(typesOf()).toEqual(["link.created", "link.expired"]);
  });

  it("a note whose link was never made is settled", async () => {
    world.table.links.due.set(linkId(9), world.clock.now().toISOString());
    world.clock.advance(1);
    await expire();
    expect(world.table.links.due.get(linkId(9))).toBe("");
    expect(typesOf()).toEqual([]);
  });
});
