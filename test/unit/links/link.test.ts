import { expect, it } from "vitest";
import { ATTEMPTS_WITHIN_MS, MAX_ATTEMPTS, pauseOf, statusAt } from "../../../shared/links/link.ts";
import { commandId, guardedLink } from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";

const at = (milliseconds: number) => new Date(START.getTime() + milliseconds);
const attempt = (n: number, time: Date) => ({
  id: commandId(n),
  time: time.toISOString(),
  rejection: { code: "refused_key" as const, message: "" },
});

it("an open link is expired from its time on, and what is final stays as it is", () => {
  const link = guardedLink({ expires_at: at(1_000).toISOString() });
  expect([999, 1_000, 1_001].map((ms) => statusAt(link, at(ms)))).toEqual(["open", "expired", "expired"]);
  for (const status of ["redeemed", "revoked", "expired"] as const)
    expect(statusAt({ ...link, status }, at(0))).toBe(status);
});

it("a link pauses after ten refused keys within an hour, until the oldest of them is an hour old", () => {
  const attempts = Array.from({ length: MAX_ATTEMPTS }, (_, n) => attempt(n, at(n * 1_000)));
  const link = guardedLink({ attempts });
  expect(pauseOf(link, at(10_000))).toBe(ATTEMPTS_WITHIN_MS - 10_000);
  expect(pauseOf(link, at(ATTEMPTS_WITHIN_MS))).toBe(0);
  expect(pauseOf(guardedLink({ attempts: attempts.slice(1) }), at(10_000))).toBe(0);
});
