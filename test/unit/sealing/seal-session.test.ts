import { beforeEach, describe, expect, it } from "vitest";
import { Secret } from "../../../shared/kernel/secret.ts";
import { type Seal, sealSession } from "../../../shared/sealing/seal-session.ts";
import { intakePublicKey } from "../../support/fakes/local-kms.ts";
import { type ManualClock, manualClock } from "../../support/fakes/manual-clock.ts";

const BINDING = { workspace_id: null, provider: "openai" };
const MINUTES = 60_000;

let clock: ManualClock;
let seal: Seal;
const sealOnce = () => seal(new Secret("the same key"), BINDING).split(".");
const wrappedKey = () => sealOnce()[1];

beforeEach(() => {
  clock = manualClock();
  seal = sealSession(intakePublicKey, clock.now);
});

describe("a busy door", () => {
  it("one content key serves a thousand seals, and the next one another thousand", () => {
    const wrapped = Array.from({ length: 2001 }, wrappedKey);
    expect(new Set(wrapped.slice(0, 1000)).size).toBe(1);
    expect(new Set(wrapped.slice(1000, 2000)).size).toBe(1);
    expect(new Set(wrapped).size).toBe(3);
  });

  it("one content key lives for five minutes after its first seal, however it is used", () => {
    const first = wrappedKey();
    clock.advance(3 * MINUTES);
    expect(wrappedKey()).toBe(first);
    clock.advance(2 * MINUTES - 1);
    expect(wrappedKey()).toBe(first);
    clock.advance(1);
    expect(wrappedKey()).not.toBe(first);
  });

  it("a new content key has five minutes and a thousand seals of its own", () => {
    wrappedKey();
    clock.advance(5 * MINUTES);
    const second = wrappedKey();
    clock.advance(5 * MINUTES - 1);
    expect(Array.from({ length: 999 }, wrappedKey).every((wrapped) => wrapped === second)).toBe(true);
    expect(wrappedKey()).not.toBe(second);
  });
});

describe("seals under one content key", () => {
  it("no two seals under one content key share an initialisation vector", () => {
    const vectors = Array.from({ length: 1000 }, () => sealOnce()[2]);
    expect(new Set(vectors).size).toBe(1000);
  });

  it("two doors share no content key", () => {
    const other = sealSession(intakePublicKey, clock.now);
    expect(other(new Secret("the same key"), BINDING).split(".")[1]).not.toBe(wrappedKey());
  });
});
