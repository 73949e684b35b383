import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROVIDERS } from "../../../shared/providers/catalogue.ts";
import { looksLikeMask } from "../../../shared/providers/mask.ts";
import {
  ALNUM,
  awsAccessKey,
  azureDeployment,
  inspect,
  random,
  serviceAccount,
} from "../../support/data/synthetic-keys.ts";

const SEED = 20_261_113;
const slugs = [...PROVIDERS.keys()];
const anySlug = fc.constantFrom(...slugs, "acme", "acme/eu");
const prefixes = [...PROVIDERS.values()].flatMap((provider) => [
  ...provider.prefixes,
  ...provider.unmistakable,
]);
const longest = (text: string): string =>
  prefixes.filter((prefix) => text.startsWith(prefix)).sort((a, b) => b.length - a.length)[0] ?? "";

const letters = (length: { minLength: number; maxLength: number }): fc.Arbitrary<string> =>
  fc
    .integer({ min: 1, max: 2 ** 30 })
    .chain((seed) =>
      fc.integer({ min: length.minLength, max: length.maxLength }).map((n) => random(ALNUM, n, seed)),
    );

/** Text of every kind that makes a parser stumble: any Unicode, JSON, and known prefixes before either. */
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
    .map((units) => String.fromCharCode(...units)),
  fc.json({ depthSize: "medium" }),
  fc.json().map((text) => text.slice(0, -1)),
  fc.tuple(fc.constantFrom(...prefixes), fc.string({ maxLength: 120 })).map((parts) => parts.join("")),
  fc
    .dictionary(
      fc.constantFrom(
        "type",
        "private_key",
        "endpoint_url",
        "api_key",
        "accessKeyId",
        "client_email",
        "__proto__",
      ),
      fc.oneof(fc.jsonValue(), fc.webUrl()),
    )
    .map((members) => JSON.stringify([members])),
);

/** Whether any five characters in a row of the secret appear in what is shown. */
const leaks = (secret: string, shown: string): boolean =>
  Array.from({ length: Math.max(0, secret.length - 4) }, (_, at) => secret.slice(at, at + 5)).some((part) =>
    shown.includes(part),
  );

const shownOf = (slug: string, text: string): string => {
  const { label, warnings, refusal } = inspect(slug, text);
  return [label, ...warnings.map(({ message }) => message), refusal?.message ?? ""].join("\n");
};

describe("any slug and any text", () => {
  it("an inspection never throws, always gives the same, and labels in 1 to 100 printable characters", () => {
    fc.assert(
      fc.property(anySlug, anyText, (slug, text) => {
        const inspection = inspect(slug, text);
        expect(inspection).toEqual(inspect(slug, text));
        expect(inspection.label).toMatch(/^[\x20-\x7e]{1,100}$/);
        if (inspection.refusal) expect(inspection).toMatchObject({ label: "...", warnings: [] });
        expect(inspection.warnings.length).toBeLessThanOrEqual(16);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it("an inspection survives the length of the longest key, also of nesting, of almost a shape, or of one URL", () => {
    const long = [
      "[".repeat(32_000),
      `${"[".repeat(15_900)}${"]".repeat(15_900)}`,
      "{".repeat(32_000),
      `sk-${"a-".repeat(15_900)}`,
      `eyJ${"a".repeat(32_000)}.`,
      `gsk_${random(ALNUM, 32_000)}`,
      `${"<".repeat(15_900)}${">".repeat(15_900)}x`,
      JSON.stringify(azureDeployment({ endpoint_url: `https://${"a.".repeat(6_000)}` })),
      serviceAccount({ client_email: `${"a".repeat(15_900)}@${"b.".repeat(6_000)}` }),
      awsAccessKey({ region: "a-".repeat(14_000) }),
    ];
    for (const slug of [...slugs, "acme"]) {
      for (const text of long) expect(inspect(slug, text).label.length).toBeLessThanOrEqual(100);
    }
  });
});

describe("plain keys", () => {
  it("an inspection shows no five characters of a key beyond its public prefix, in no label and no message", () => {
    const keys = fc
      .tuple(
        fc.constantFrom("", ...prefixes, "acme-", "hf_", "ghp_"),
        letters({ minLength: 1, maxLength: 120 }),
      )
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(anySlug, keys, (slug, key) => {
        expect(leaks(key.slice(longest(key).length), shownOf(slug, key))).toBe(false);
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });

  it("a label shows at most a quarter of what follows the prefix, and as a mask", () => {
    fc.assert(
      fc.property(letters({ minLength: 1, maxLength: 60 }), (secret) => {
        const { label } = inspect("groq", `gsk_${secret}`);
        const shown = label.slice("gsk_...".length);
        expect(shown.length).toBeLessThanOrEqual(secret.length / 4);
        expect(looksLikeMask(label)).toBe(true);
      }),
      { seed: SEED },
    );
  });
});

describe("credentials in JSON", () => {
  it("an inspection shows no five characters of the secret member, even if other members are missing", () => {
    const credentials = letters({ minLength: 20, maxLength: 90 }).chain((secret) =>
      fc.constantFrom(
        [secret, JSON.stringify([azureDeployment({ api_key: secret })])] as const,
        [secret, JSON.stringify(azureDeployment({ api_key: secret, endpoint_url: undefined }))] as const,
        [secret, awsAccessKey({ secretAccessKey: secret })] as const,
        [secret, awsAccessKey({ secretAccessKey: secret, accessKeyId: secret })] as const,
        [secret, serviceAccount({ private_key: secret })] as const,
        [secret, serviceAccount({ private_key: secret, type: secret })] as const,
        [secret, serviceAccount({ private_key: secret }).slice(0, -1)] as const,
      ),
    );
    fc.assert(
      fc.property(anySlug, credentials, (slug, [secret, text]) => {
        expect(leaks(secret, shownOf(slug, text))).toBe(false);
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });
});

describe("keys made from the catalogue", () => {
  const shapes = [...PROVIDERS].flatMap(([slug, { shapes: own, cautions }]) =>
    own.map(({ pattern, description }) => ({ slug, pattern, description, cautions })),
  );

  it.each(shapes)(
    'a key of $slug made from "$description" has no warning but its caution',
    ({ slug, pattern, cautions }) => {
      fc.assert(
        fc.property(fc.stringMatching(pattern), (key) => {
          const { warnings, refusal } = inspect(slug, key);
          expect(refusal).toBeNull();
          const expected = cautions.filter(({ prefix }) => key.startsWith(prefix)).map(({ code }) => code);
          expect(warnings.map(({ code }) => code)).toEqual(expected);
        }),
        { seed: SEED, numRuns: 20 },
      );
    },
  );

  const marks = [...PROVIDERS].flatMap(([slug, { unmistakable }]) =>
    unmistakable.map((prefix) => ({ slug, prefix })),
  );

  it.each(marks)(
    "the prefix $prefix is refused under every slug but those of $slug's family and kin",
    ({ prefix }) => {
      const key = `${prefix}${random(ALNUM, 60)}`;
      for (const slug of slugs) {
        const kin = PROVIDERS.get(slug)?.kin ?? [];
        const isOwn = [slug, ...kin].some((name) => PROVIDERS.get(name)?.unmistakable.includes(prefix));
        expect(inspect(slug, key).refusal?.code ?? null, slug).toBe(isOwn ? null : "wrong_provider");
      }
    },
  );

  it("a slug of the deployment's own has no shape to doubt", () => {
    fc.assert(
      fc.property(letters({ minLength: 8, maxLength: 200 }), (key) => {
        expect(inspect("acme", key)).toMatchObject({ warnings: [], refusal: null });
      }),
      { seed: SEED },
    );
  });
});
