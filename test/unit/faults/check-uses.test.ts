import { expect, it } from "vitest";
import type { CredentialUse } from "../../../shared/credentials/credential-use.ts";
import { checkUses } from "../../faults/check-uses.ts";
import type { ReportedUse } from "../../faults/history.ts";

const HOUR = "2026-01-01T10:00:00.000Z";
const at = (minute: number) => Date.parse(HOUR) + minute * 60_000;
const used = (minute: number, key_version = 1): ReportedUse => ({ id: "id", key_version, at: at(minute) });
const use = (minute: number, changes: Partial<CredentialUse> = {}): CredentialUse => ({
  credential_id: "id",
  key_version: 1,
  hour: HOUR,
  last_used_at: new Date(at(minute)).toISOString(),
  outcomes: { ok: 1, unauthorized: 1 },
  ...changes,
});
const violations = (reported: ReportedUse[], stored: CredentialUse | undefined, lostAt = 0) =>
  checkUses(reported, new Map(stored && [["id", stored]]), lostAt).join();

it("the last use that was reported is stored, with all of its hour and key, and a message may count twice", () => {
  expect(violations([used(1), used(2)], use(2))).toBe("");
  expect(violations([used(2)], use(2))).toBe("");
  expect(violations([used(1), used(2), used(2)], use(2))).toMatch("was used 3 times, and 2 are counted");
});

it("a use that nothing tells of, or that nobody reported, is seen", () => {
  expect(violations([used(1)], undefined)).toMatch("nothing tells of it");
  expect(violations([], use(1))).toMatch("has a use that no router reported");
  expect(violations([used(1)], use(2))).toMatch("later than the last one");
  expect(violations([used(1), used(2)], use(1))).toMatch("was used later");
});

it("a use with a newer key, or in a newer hour, begins the counts again", () => {
  const both = [used(1), used(2), used(3), used(4, 2)];
  expect(violations(both, use(4, { key_version: 2 }))).toBe("");
  expect(violations(both, use(4))).toMatch("with another key");
  // A router that holds the old key for a while longer changes nothing.
  expect(violations([used(4, 2), used(5)], use(4, { key_version: 2 }))).toBe("");
  const next = { hour: "2026-01-01T11:00:00.000Z", outcomes: { ok: 1 } };
  expect(violations([used(1), used(2), used(61)], use(61, next))).toBe("");
  expect(violations([used(1), used(2), used(61)], use(61))).toMatch("was used later");
});

it("a report from before the last loss may be missing, and none from after it", () => {
  expect(violations([used(1)], undefined, at(1))).toBe("");
  expect(violations([used(1), used(2)], undefined, at(1))).toMatch("nothing tells of it");
  expect(violations([used(1), used(1), used(2)], use(2, { outcomes: { ok: 1 } }), at(1))).toBe("");
  expect(violations([used(1)], use(2), at(1))).toMatch("later than the last one");
});
