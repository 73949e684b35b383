import { expect, it } from "vitest";
import { reveal, Secret } from "../../../shared/kernel/secret.ts";
import { hashLinkToken, LINK_TOKEN, linkToken, matchesHash } from "../../../shared/links/link-token.ts";
import { linkId } from "../../support/data/fixtures.ts";

const MANAGEMENT = new Secret("kf_mgmt_tests-only-token");

it("a token has 256 bits in base64url, and a repeated request derives the same one", () => {
  const token = linkToken(MANAGEMENT, linkId(1));
  expect(reveal(token)).toMatch(LINK_TOKEN);
  expect(reveal(linkToken(MANAGEMENT, linkId(1)))).toBe(reveal(token));
});

it("another link and another management key give another token", () => {
  const tokens = [
    linkToken(MANAGEMENT, linkId(1)),
    linkToken(MANAGEMENT, linkId(2)),
    linkToken(new Secret("kf_mgmt_another-token"), linkId(1)),
  ];
  expect(new Set(tokens.map(reveal)).size).toBe(3);
});

it("a token matches its own hash alone, and no hash of another form", () => {
  const token = linkToken(MANAGEMENT, linkId(1));
  expect(hashLinkToken(token)).toMatch(/^[a-f0-9]{64}$/);
  expect(matchesHash(token, hashLinkToken(token))).toBe(true);
  expect(matchesHash(token, hashLinkToken(linkToken(MANAGEMENT, linkId(2))))).toBe(false);
  for (const hash of ["", "0".repeat(64), reveal(token), hashLinkToken(token).slice(2)])
    expect(matchesHash(token, hash)).toBe(false);
});
