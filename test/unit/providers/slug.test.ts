import { describe, expect, it } from "vitest";
import { PROVIDERS } from "../../../shared/providers/catalogue.ts";
import { providerSlugs, SLUG_MAX_LENGTH, SLUG_PATTERN } from "../../../shared/providers/slug.ts";

describe("providerSlugs", () => {
  it("accepts the catalogue's slugs and nothing else when a deployment adds none", () => {
    expect([...providerSlugs([])]).toEqual([...PROVIDERS.keys()]);
  });

  it("adds a deployment's own", () => {
    const slugs = providerSlugs(["acme", "acme/eu-1"]);
    expect(slugs.size).toBe(115);
    expect(slugs.has("acme/eu-1")).toBe(true);
  });

  it("takes a slug of the catalogue again without harm", () => {
    expect(providerSlugs(["openai"]).size).toBe(113);
  });

  it.each([
    "",
    "Acme",
    "-acme",
    "acme/",
    "/acme",
    "acme/eu/1",
    "acme corp",
    "acme_eu",
    "acme\n",
    "a".repeat(65),
  ])("refuses to start with the malformed slug %j", (slug) => {
    expect(() => providerSlugs(["fine", slug])).toThrow(JSON.stringify([slug]));
  });

  it("finds every slug of the catalogue well formed", () => {
    for (const slug of PROVIDERS.keys()) {
      expect(slug).toMatch(SLUG_PATTERN);
      expect(slug.length).toBeLessThanOrEqual(SLUG_MAX_LENGTH);
    }
  });
});
