import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { didYouMean, nearestName } from "../../../shared/kernel/nearest-name.ts";
import { keysOfEveryShape } from "../../support/data/keys-of-every-shape.ts";

const KNOWN = ["key", "provider", "name", "is_fallback", "allowed_models", "--limit"];

describe("the nearest known name", () => {
  it.each([
    ["isFallback", "is_fallback"],
    ["Is fallback", "is_fallback"],
    ["is-fallback", "is_fallback"],
    ["IS_FALLBACK", "is_fallback"],
    ["allowedModels", "allowed_models"],
    ["allowed_model", "allowed_models"],
    ["alowed_modls", "allowed_models"],
    ["provdier", "provider"],
    ["prvdr", undefined],
    ["kye", "key"],
    ["keys", "key"],
    ["k", undefined],
    ["", undefined],
    ["--limt", "--limit"],
    ["colour", undefined],
    ["name".repeat(50), undefined],
  ])("the name nearest to %j is %j", (given, expected) => {
    expect(nearestName(given, KNOWN)).toBe(expected);
  });

  it("an answer is one of the known names or none, whatever is given", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (given) =>
        [...KNOWN, undefined].includes(nearestName(given, KNOWN)),
      ),
    );
  });

  it("a known name with one letter added, left out or replaced is nearest to itself", () => {
    const long = KNOWN.filter((name) => name.length > 4);
    fc.assert(
      fc.property(fc.constantFrom(...long), fc.nat(), fc.constantFrom("", "q", "qq"), (name, pick, put) => {
        const at = pick % name.length;
        expect(nearestName(name.slice(0, at) + put + name.slice(at + 1), KNOWN)).toBe(name);
      }),
    );
  });

  it("no key is near to a name", () => {
    expect(keysOfEveryShape().filter((key) => nearestName(key, KNOWN) !== undefined)).toEqual([]);
  });
});

it("a suggestion asks for each name once, and for three at most", () => {
  expect(didYouMean(["colour"], KNOWN)).toBe("");
  expect(didYouMean(["isFallback", "is-fallback", "kye"], KNOWN)).toBe("; did you mean is_fallback, key?");
  expect(didYouMean(["isFallback", "kye", "nmae", "provider_"], KNOWN)).toBe(
    "; did you mean is_fallback, key, name?",
  );
});
