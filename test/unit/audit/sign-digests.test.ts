import { compactVerify } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { readDigest } from "../../../shared/audit/digest-signature.ts";
import { signDigests } from "../../../shared/audit/sign-digests.ts";
import { auditWorld, cloudEvent, SETTLED_MS } from "../../support/worlds/audit-world.ts";

let world: ReturnType<typeof auditWorld>;
beforeEach(() => {
  world = auditWorld();
});

const digests = () =>
  world
    .keysUnder("digests/")
    .map((key) => readDigest(world.objects.get(key) ?? "") ?? { sequence: 0, objects: [] });

describe("digests", () => {
  it("a digest names what was archived since the one before, and the one before", async () => {
    await world.hour(cloudEvent(1), cloudEvent(2));
    await world.hour(cloudEvent(3));
    const [one, two] = digests();
    expect(one).toMatchObject({
      version: 1,
      deployment: "keyferry-test",
      sequence: 1,
      previous_sha256: null,
    });
    expect(one?.objects.map(({ events }) => events.map(({ id }) => id))).toEqual([["event-1", "event-2"]]);
    expect(two).toMatchObject({ sequence: 2, previous_sha256: expect.stringMatching(/^[\da-f]{64}$/) });
    expect(two?.objects.map(({ events }) => events.map(({ id }) => id))).toEqual([["event-3"]]);
  });

  it("a quiet hour has a digest as well, so that a gap shows", async () => {
    await world.hour();
    await world.hour();
    expect(digests().map(({ sequence, objects }) => [sequence, objects.length])).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });

  it("a digest leaves what is too fresh to the next one", async () => {
    await world.archiveAll(cloudEvent(1));
    await world.sign();
    expect(digests().map(({ objects }) => objects.length)).toEqual([0]);
    world.clock.advance(SETTLED_MS);
    await world.sign();
    expect(digests().map(({ objects }) => objects.length)).toEqual([0, 1]);
    expect((await world.verify()).findings).toEqual([]);
  });

  it("a digest is a JWS that any library can check", async () => {
    await world.hour(cloudEvent(1));
    const { payload, protectedHeader } = await compactVerify(
      world.objects.get("digests/0000000001.jws") ?? "",
      world.publicKey,
    );
    expect(protectedHeader).toEqual({ alg: "ES256", kid: "audit-key", typ: "keyferry-audit-digest" });
    expect(JSON.parse(Buffer.from(payload).toString())).toEqual(digests()[0]);
  });

  it("every digest is signed well whatever the signature's bytes are", async () => {
    for (let hour = 0; hour < 60; hour += 1) await world.hour();
    expect((await world.verify()).findings).toEqual([]);
  });
});

it("a busy hour has several digests, and none splits a moment", async () => {
  for (let n = 1; n <= 230; n += 1) {
    await world.archiveAll(cloudEvent(n));
    if (n % 3 === 0) world.clock.advance(10);
  }
  await world.hour();
  const sizes = digests().map(({ objects }) => objects.length);
  expect(sizes.length).toBeGreaterThan(1);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(230);
  expect(await world.verify()).toMatchObject({ findings: [], events: 230, pending: 0 });
});

it("two runs at once make one chain", async () => {
  await world.hour(cloudEvent(1));
  await world.archiveAll(cloudEvent(2));
  world.clock.advance(3_600_000);
  await Promise.all([world.sign(), world.sign(), world.sign()]);
  await world.hour(cloudEvent(3));
  expect(await world.verify()).toMatchObject({ findings: [], events: 3 });
});

it("a run that fails leaves its hour to the next", async () => {
  await world.archiveAll(cloudEvent(1));
  world.clock.advance(3_600_000);
  const signer = { ...world.auditor.signer, sign: () => Promise.reject(new Error("no KMS")) };
  await expect(signDigests({ ...world.auditor, signer })).rejects.toThrow("no KMS");
  expect(digests()).toEqual([]);
  await world.hour();
  expect(await world.verify()).toMatchObject({ findings: [], events: 1 });
});

it("no digest is signed after one that cannot be read", async () => {
  await world.hour(cloudEvent(1));
  world.objects.set("digests/0000000002.jws", "hello");
  await expect(world.sign()).rejects.toMatchObject({ kind: "conflict" });
});

it("each digest counts itself, for the alarm that rings when digests stay away", async () => {
  await world.hour(cloudEvent(1));
  expect(world.log.lines).toContainEqual({
    level: "info",
    code: "digest_signed",
    fields: expect.objectContaining({ sequence: 1, objects: 1, events: 1, digests_signed: 1 }),
  });
});
