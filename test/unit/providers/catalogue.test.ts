import { describe, expect, it } from "vitest";
import { FOREIGN_KEYS, PROVIDERS } from "../../../shared/providers/catalogue.ts";

const patterns = [
  ...[...PROVIDERS.values()].flatMap(({ shapes, json }) => [
    ...shapes.map(({ pattern }) => pattern),
    ...(json?.fields.flatMap(({ usual }) => usual ?? []) ?? []),
    ...(json && json.label.as !== "key" ? [json.label.safe] : []),
  ]),
  ...FOREIGN_KEYS.map(({ pattern }) => pattern),
];

describe("the provider catalogue", () => {
  it("the catalogue holds 118 slugs, each once and in alphabetical order", () => {
    const slugs = [...PROVIDERS.keys()];
    expect(slugs).toHaveLength(118);
    expect(slugs).toEqual([...slugs].sort());
  });

  it("the catalogue has the two slugs with a slash", () => {
    expect([...PROVIDERS.keys()].filter((slug) => slug.includes("/"))).toEqual([
      "amazon-bedrock/claude-on-aws",
      "anthropic/2",
    ]);
  });

  it("every slug has an entry, by its own name where no more is known", () => {
    for (const [slug, { name }] of PROVIDERS) expect(name, slug).not.toBe("");
    expect(PROVIDERS.get("ai21")).toMatchObject({ name: "ai21", shapes: [], json: null });
    expect(PROVIDERS.get("xai")?.name).toBe("xAI");
  });

  it.each([
    ["anthropic/2", "anthropic"],
    ["wandb-legacy", "wandb"],
    ["amazon-bedrock/claude-on-aws", "claude-on-aws"],
  ])("the slug %s shares the entry of %s", (alias, slug) => {
    expect(PROVIDERS.get(alias)).toBe(PROVIDERS.get(slug));
  });

  it("the kin of a provider are slugs of the catalogue", () => {
    for (const { kin } of PROVIDERS.values()) {
      for (const slug of kin) expect(PROVIDERS.has(slug)).toBe(true);
    }
  });

  it("the multi-part credentials of each of Azure, Bedrock, Vertex, OpenAI and Fireworks have one form", () => {
    const forms = [...PROVIDERS].filter(([, { json }]) => json !== null).map(([slug]) => slug);
    expect(forms).toEqual([
      "amazon-bedrock",
      "amazon-bedrock/claude-on-aws",
      "azure",
      "claude-on-aws",
      "fireworks",
      "google-vertex",
      "openai",
    ]);
  });

  it("every prefix that is shown has nine characters at most, and none is within another", () => {
    const prefixes = [...new Set([...PROVIDERS.values()].flatMap((provider) => provider.prefixes))];
    for (const prefix of prefixes) {
      expect(prefix.length).toBeLessThanOrEqual(9);
      expect(prefixes.filter((other) => other.startsWith(prefix))).toEqual([prefix]);
    }
  });

  it("no prefix is called unmistakable that two families have", () => {
    const owners = new Map<string, Set<string>>();
    for (const [slug, { unmistakable }] of PROVIDERS) {
      for (const prefix of unmistakable) {
        const family = slug.includes("claude-on-aws") ? "amazon-bedrock" : slug.replace("/2", "");
        owners.set(prefix, (owners.get(prefix) ?? new Set()).add(family));
      }
    }
    for (const [prefix, families] of owners) expect([...families], prefix).toHaveLength(1);
  });
});

/*
 * A backtracking matcher is linear on these patterns because of how they are built: no unbounded repetition, no
 * repetition inside a repetition, nothing that looks around or back. Its work is then bounded by the pattern alone.
 */
describe("patterns", () => {
  const sources = patterns.map((pattern) => [pattern.source] as const);
  const withoutClasses = (source: string): string =>
    source.replaceAll(/\[[^\]]*\]/g, "C").replaceAll(/\\./g, "C");

  it.each(sources)("the pattern %s is anchored at its start and keeps no state", (source) => {
    expect(source.startsWith("^")).toBe(true);
    expect(patterns.every(({ flags }) => flags === "")).toBe(true);
  });

  it.each(sources)("the pattern %s repeats nothing without a bound", (source) => {
    expect(withoutClasses(source)).not.toMatch(/[*+.]|\{\d+,\}|\(\?[=!<]/);
  });

  it.each(sources)("the pattern %s repeats no group that repeats, but for a few counted parts", (source) => {
    const repeatedGroups = withoutClasses(source).matchAll(/\(\?:([^()]*)\)(\{\d+,(\d+)\}|\{\d+\})/g);
    for (const [, body = "", , most = "1"] of repeatedGroups) {
      // Each part starts with a literal its own body cannot hold, so there is one way to split the text.
      expect(body).toMatch(/^(?:-|C)C?C?\{\d+,\d+\}$/);
      expect(Number(most)).toBeLessThanOrEqual(6);
    }
  });
});
