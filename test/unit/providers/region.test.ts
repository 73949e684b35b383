import { describe, expect, it } from "vitest";
import { Secret } from "../../../shared/kernel/secret.ts";
import { refuseRegion, regionOfKey } from "../../../shared/providers/region.ts";
import { rawKey } from "../../support/data/fixtures.ts";
import {
  ALNUM,
  inspect,
  keyWithRegion,
  random,
  refusalOf,
  warningsOf,
} from "../../support/data/synthetic-keys.ts";

const fireworks = `fw_${random(ALNUM, 24)}`;

describe("the region that a credential declares", () => {
  it.each([
    ["azure", "europe"],
    ["azure", "us"],
    ["anthropic", "us"],
    ["anthropic/2", "us"],
    ["acme", "europe"],
    ["openai", "global"],
    ["groq", "global"],
    ["groq", null],
  ] as const)("a credential of %s may declare %s", (slug, region) => {
    expect(refuseRegion(slug, region, null)).toBeNull();
  });

  it.each([
    ["anthropic", "europe", null, "must be global or us for this provider"],
    ["groq", "us", null, "must be global for this provider"],
    ["openai", "us", null, "must be the region that the key names: a key that names none is global"],
    ["fireworks", "us", "europe", "must be the region that the key names: a key that names none is global"],
    ["openai", "global", "us", "must be the region that the key names: a key that names none is global"],
  ] as const)("a credential of %s may not declare %s if its key names %s", (slug, region, ofKey, reason) => {
    expect(refuseRegion(slug, region, ofKey)).toBe(reason);
  });

  it("a key that is still sealed leaves the region of OpenAI and Fireworks open, and of no other provider", () => {
    expect(refuseRegion("openai", "us", undefined)).toBeNull();
    expect(refuseRegion("groq", "us", undefined)).not.toBeNull();
  });
});

describe("keys that name their region", () => {
  it.each([
    ["openai", keyWithRegion(rawKey(), "us"), "us"],
    ["fireworks", keyWithRegion(fireworks, "europe"), "europe"],
    ["openai", keyWithRegion(rawKey(), "mars"), null],
    ["openai", JSON.stringify({ api_key: rawKey(), region: ["us"] }), null],
    ["openai", rawKey(), null],
    ["openai", `{"region":"us"`, null],
    ["azure", keyWithRegion(rawKey(), "us"), null],
  ])("a key of %s says its region by a member of its JSON alone", (slug, text, region) => {
    expect(regionOfKey(slug, new Secret(text))).toBe(region);
  });

  it.each([
    ["openai", rawKey()],
    ["fireworks", fireworks],
  ])("a wrapped key of %s has the label of the plain one, and no warning of its own", (slug, key) => {
    const wrapped = inspect(slug, keyWithRegion(key, "us"));
    expect(wrapped).toEqual(inspect(slug, key));
    expect(wrapped.label).toMatch(/^(sk-|fw_)\.\.\..{4}$/);
  });

  it.each([
    ["wrong_provider", `sk-ant-api03-${random(ALNUM, 95)}`],
    ["placeholder", "your-api-key"],
    ["whitespace", "a key of some provider"],
    ["control_characters", `${random(ALNUM, 40)}\u0000`],
    ["gateway_key", `sk-or-v1-${random(ALNUM, 40)}`],
    ["wrapped", keyWithRegion(random(ALNUM, 40), "us")],
    ["placeholder", "{"],
    ["placeholder", "sk-...AbCd"],
  ])("a wrapped key is refused as a plain one is: %s", (code, key) => {
    for (const slug of ["openai", "fireworks"]) expect(refusalOf(slug, keyWithRegion(key, "us"))).toBe(code);
  });

  it("a wrapped key is doubted as a plain one is, and an unknown region besides", () => {
    expect(warningsOf("openai", keyWithRegion("not-much-of-an-openai-key", "us"))).toEqual(["unusual_shape"]);
    expect(warningsOf("openai", keyWithRegion(rawKey(), "mars"))).toEqual(["field_unusual"]);
    expect(warningsOf("openai", JSON.stringify({ api_key: rawKey() }))).toEqual(["field_missing"]);
  });
});
