import fc from "fast-check";
import { FOREIGN_KEYS, PROVIDERS } from "../../../shared/providers/catalogue.ts";
import { random } from "./synthetic-keys.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const SEED = 20_261_127;

const sample = (pattern: RegExp): string | undefined =>
  fc.sample(fc.stringMatching(pattern), { numRuns: 1, seed: SEED })[0];

/**
 * A key of each shape that the catalogue knows, which no provider issued: of each pattern, and of each prefix with
 * letters only behind it, because a key of letters looks like a harmless name.
 */
export function keysOfEveryShape(): readonly string[] {
  const patterns = [...PROVIDERS.values()].flatMap(({ shapes }) => shapes.map(({ pattern }) => pattern));
  const prefixes = [...PROVIDERS.values()].flatMap((provider) => [
    ...provider.prefixes,
    ...provider.unmistakable,
  ]);
  const ofLetters = ["", "hf_", ...new Set(prefixes)].map(
    (prefix, index) => `${prefix}${random(LETTERS, 34, index + 3)}`,
  );
  const foreign = FOREIGN_KEYS.map(({ pattern }) => `${sample(pattern)}${random(LETTERS, 40)}`);
  const keys = [...ofLetters, ...foreign, ...patterns.map(sample)];
  return [...new Set(keys.filter((key) => key !== undefined && key.length >= 16))] as string[];
}
