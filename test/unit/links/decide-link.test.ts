import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decideExpiry,
  decideLinkCreation,
  decideRevocation,
  redeemed,
  refused,
  refuseLink,
} from "../../../shared/links/decide-link.ts";
import { type Link, MAX_ATTEMPTS, statusAt } from "../../../shared/links/link.ts";
import { linkEventId } from "../../../shared/links/link-command.ts";
import {
  ACTOR,
  auditEvent,
  commandId,
  createCommand,
  createLinkCommand,
  credentialId,
  envelope,
  guardedLink,
  linkId,
  OTHER_WORKSPACE,
  revokeLinkCommand,
} from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";

const LIFETIME = 86_400_000;
const at = (milliseconds: number) => new Date(START.getTime() + milliseconds);

const REDEMPTION = createCommand(1, { actor: { type: "link", id: linkId(1) }, door: "web" });
const rejectedEvent = (n: number) =>
  auditEvent(n, {
    type: "credential.rejected",
    credential_id: credentialId(1),
    rejection: { code: "refused_key", message: "" },
  });

describe("the creation of a link", () => {
  it("a new link is open, has its token's hash, and its event names the link and who made it", () => {
    const decision = decideLinkCreation(createLinkCommand(), START);
    expect(decision?.link).toEqual(guardedLink());
    expect(decision?.event).toMatchObject({
      id: linkEventId(linkId(1), "create"),
      type: "link.created",
      link_id: linkId(1),
      credential_id: credentialId(1),
      actor: ACTOR,
      door: "api",
    });
    expect(JSON.stringify(decision?.event)).not.toContain(guardedLink().token_hash);
  });

  it("a link whose command was on the queue until the link had expired is never made", () => {
    const made = (ms: number) => decideLinkCreation(createLinkCommand(), at(ms)) !== null;
    expect([0, LIFETIME - 60_000, LIFETIME - 59_999, LIFETIME].map(made)).toEqual([true, true, false, false]);
  });
});

describe("a key that comes through a link", () => {
  const refusal = (link: Link | null, now = START, command = REDEMPTION, keyVersion: number | null = null) =>
    refuseLink(link, command, keyVersion, now)?.code ?? "none";

  it("an open link takes a key for its own credential, until it expires", () => {
    expect(refusal(guardedLink())).toBe("none");
    expect(refusal(guardedLink(), at(LIFETIME - 1))).toBe("none");
    expect(refusal(guardedLink(), at(LIFETIME))).toBe("link_closed");
  });

  it("a link that was used says so, and one that is unknown, revoked or expired looks like none", () => {
    expect(refusal(guardedLink({ status: "redeemed" }))).toBe("link_used");
    for (const link of [null, guardedLink({ status: "revoked" }), guardedLink({ status: "expired" })])
      expect(refusal(link)).toBe("link_closed");
  });

  it("a link is good for no other credential, and for nothing but its purpose", () => {
    expect(refusal(guardedLink({ credential_id: credentialId(2) }))).toBe("link_closed");
    expect(refusal(guardedLink({ purpose: "rotate", settings: null, key_version: 1 }))).toBe("link_closed");
    const deletion = { ...envelope(1), type: "credential.delete" } as const;
    expect(refuseLink(guardedLink(), deletion, null, START)?.code).toBe("link_closed");
  });

  it("a link for a rotation replaces the key that there was when it was made, and no later one", () => {
    const rotation = { ...envelope(1), type: "credential.update", changes: {} } as const;
    const link = guardedLink({ purpose: "rotate", settings: null, key_version: 3 });
    expect(refuseLink(link, rotation, 3, START)).toBeNull();
    expect(refuseLink(link, rotation, 4, START)?.code).toBe("superseded");
  });
});

describe("the revocation and the expiry of a link", () => {
  it("a link of another workspace is not the caller's to revoke", () => {
    const command = revokeLinkCommand({ workspace_id: OTHER_WORKSPACE });
    expect(decideRevocation(command, guardedLink(), START)).toBeNull();
  });

  it("the event of a revocation and of an expiry tell who did it", () => {
    const revocation = decideRevocation(revokeLinkCommand(), guardedLink(), at(5));
    expect(revocation?.event).toMatchObject({ type: "link.revoked", actor: ACTOR, link_id: linkId(1) });
    const expiry = decideExpiry(guardedLink(), at(LIFETIME));
    expect(expiry?.event).toMatchObject({ type: "link.expired", actor: { type: "link", id: linkId(1) } });
    expect(decideExpiry(guardedLink(), at(LIFETIME - 1))).toBeNull();
  });
});

const move = fc.record({
  what: fc.constantFrom("redeem", "refuse", "revoke", "expire"),
  after: fc.integer({ min: 0, max: LIFETIME / 3 }),
});

describe("a link through any sequence of events", () => {
  it("a link goes from open to one final status and never back, one version and one event at a time", () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
        let link: Link = guardedLink();
        let now = 0;
        const events: string[] = [];
        for (const [n, { what, after }] of moves.entries()) {
          now += after;
          const status = statusAt(link, at(now));
          const takes = refuseLink(link, REDEMPTION, null, at(now)) === null;
          expect(takes).toBe(status === "open");
          const next =
            what === "revoke"
              ? decideRevocation(revokeLinkCommand(), link, at(now))
              : what === "expire"
                ? decideExpiry(link, at(now))
                : !takes
                  ? null
                  : what === "redeem"
                    ? redeemed(link, auditEvent(n), "sk-...AbCd")
                    : refused(link, rejectedEvent(n));
          if (next === null) continue;
          expect(link.status).toBe("open");
          expect(next.link.version).toBe(link.version + 1);
          const { status: is, redemption, attempts, updated_at: __, version: ___, ...rest } = next.link;
          expect(link).toMatchObject(rest);
          expect(redemption).toEqual(
            is === "redeemed" ? { id: commandId(n), time: auditEvent(n).time, label: "sk-...AbCd" } : null,
          );
          expect(attempts.length).toBeLessThanOrEqual(MAX_ATTEMPTS);
          expect(is).toBe(
            what === "revoke"
              ? "revoked"
              : what === "expire"
                ? "expired"
                : what === "redeem"
                  ? "redeemed"
                  : "open",
          );
          events.push(next.event.id);
          link = next.link;
        }
        expect(new Set(events).size).toBe(events.length);
      }),
      { numRuns: 500 },
    );
  });
});
