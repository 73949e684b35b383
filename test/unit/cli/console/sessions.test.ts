import { describe, expect, it } from "vitest";
import { createSessions, linkOf } from "../../../../cli/console/sessions.ts";
import { reveal } from "../../../../shared/kernel/secret.ts";

function world() {
  let now = Date.parse("2026-11-27T00:00:00Z");
  const sessions = createSessions(() => new Date(now));
  return { sessions, pass: (ms: number) => (now += ms) };
}

describe("the links of a console", () => {
  it("a link's token and a session have 256 random bits each, and print as secrets", () => {
    const { sessions } = world();
    const token = sessions.issue();
    const session = sessions.exchange(reveal(token));
    expect(`${token} ${session}`).toBe("[secret] [secret]");
    expect(reveal(token)).toMatch(/^[\w-]{43}$/);
    expect(session && reveal(session)).toMatch(/^[\w-]{43}$/);
    expect(session && reveal(session)).not.toBe(reveal(token));
  });

  it("a link that is older than ten minutes opens nothing", () => {
    const { sessions, pass } = world();
    const token = reveal(sessions.issue());
    pass(600_001);
    expect(sessions.exchange(token)).toBeUndefined();
  });

  it("a newer link takes the place of the one before it, and sessions stay", () => {
    const { sessions } = world();
    const session = sessions.exchange(reveal(sessions.issue()));
    const older = reveal(sessions.issue());
    const newer = reveal(sessions.issue());
    expect([older, newer].map((token) => sessions.exchange(token) !== undefined)).toEqual([false, true]);
    expect(session && sessions.isOpen(reveal(session))).toBe(true);
  });

  it("a wrong token does not spend the link", () => {
    const { sessions } = world();
    const token = reveal(sessions.issue());
    expect(sessions.exchange(`${token}x`)).toBeUndefined();
    expect(sessions.exchange(token)).toBeDefined();
  });

  it("the token stands behind the mark of the address that a browser sends nowhere", () => {
    const { sessions } = world();
    const token = sessions.issue();
    const { hash, search, pathname } = new URL(linkOf("http://127.0.0.1:9", token));
    expect([hash, search, pathname]).toEqual([`#${reveal(token)}`, "", "/"]);
  });
});
