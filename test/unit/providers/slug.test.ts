import { describe, expect, it } from "vitest";
import { PROVIDERS } from "../../../shared/providers/catalogue.ts";
import { providerSlugs } from "../../../shared/providers/slug.ts";
import { SLUG_MAX_LENGTH, SLUG_PATTERN } from "../../../shared/providers/slug-form.ts";

describe("provider slugs", () => {
  it("the catalogue's slugs and nothing else are accepted when a deployment adds none", () => {
    expect([...providerSlugs([])]).toEqual([...PROVIDERS.keys()]);
  });

  it("a deployment adds slugs of its own", () => {
    const slugs = providerSlugs(["acme", "acme/eu-1"]);
    expect(slugs.size).toBe(120);
    expect(slugs.has("acme/eu-1")).toBe(true);
  });

  it("a slug of the catalogue may be added again without harm", () => {
    expect(providerSlugs(["openai"]).size).toBe(118);
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
  ])("the malformed slug %j stops the start", (slug) => {
    expect(() => providerSlugs(["fine", slug])).toThrow(
      "Malformed provider slug in the configuration: number 2 of its own",
    );
  });

  it("every slug of the catalogue is well formed", () => {
    for (const slug of PROVIDERS.keys()) {
      expect(slug).toMatch(SLUG_PATTERN);
      expect(slug.length).toBeLessThanOrEqual(SLUG_MAX_LENGTH);
    }
  });
});
