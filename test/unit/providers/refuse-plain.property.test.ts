import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROVIDERS } from "../../../shared/providers/catalogue.ts";
import { refuseDoubtful, refusePlain } from "../../../shared/providers/refuse-plain.ts";
import { keysOfEveryShape } from "../../support/data/keys-of-every-shape.ts";

const KEYS = keysOfEveryShape();
const OWN = [...PROVIDERS.values(), null];

/** What people put around a key, or into one. */
const SPOILT = [
  (key: string) => key,
  (key: string) => ` ${key}`,
  (key: string) => `${key}\n`,
  (key: string) => `"${key}"`,
  (key: string) => `OPENAI_API_KEY=${key}`,
  (key: string) => `${key.slice(0, 12)}${"x".repeat(Math.max(0, key.length - 12))}`,
  (key: string) => `${key.slice(0, -7)}EXAMPLE`,
  (key: string) => key.replace("-", "–"),
];

describe("a key that is evidently its provider's", () => {
  it("every key of every shape is refused, or not, as if all had been looked for, under every provider", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...KEYS),
        fc.constantFrom(...SPOILT),
        fc.constantFrom(...OWN),
        (key, spoil, own) => {
          const text = spoil(key);
          expect(refusePlain(own, text)).toEqual(refuseDoubtful(own, text));
        },
      ),
      { numRuns: 5_000 },
    );
  });
});
