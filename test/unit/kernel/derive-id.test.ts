import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deriveId, deriveKeyedId, keyedDigest } from "../../../shared/kernel/derive-id.ts";
import { uuidSchema } from "../../../shared/kernel/uuid.ts";

const parts = fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.nat()), { maxLength: 4 });

describe("derived ids", () => {
  it("the same parts make the same id on every machine and in every release", () => {
    expect(deriveId("credential", "api", "body", "digest", 0)).toBe("21c5ffbe-d39a-8f95-bf2c-cdb521a1ff18");
    fc.assert(
      fc.property(parts, (list) => {
        expect(deriveId(...list)).toBe(deriveId(...structuredClone(list)));
      }),
    );
  });

  it("an id is a UUID of version 8 that every schema of ours takes", () => {
    fc.assert(
      fc.property(parts, (list) => {
        const id = deriveId(...list);
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(uuidSchema.parse(id)).toBe(id);
      }),
    );
  });

  it("the parts of an id are framed, so that moving a border makes another id", () => {
    expect(deriveId("a", "bc")).not.toBe(deriveId("ab", "c"));
    expect(deriveId("a", "")).not.toBe(deriveId("a"));
    expect(deriveId("1")).not.toBe(deriveId(1));
    expect(deriveId('a","b')).not.toBe(deriveId("a", "b"));
  });

  it("no two requests meet in one id", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(parts, { selector: (list) => JSON.stringify(list), maxLength: 50 }),
        (lists) => {
          expect(new Set(lists.map((list) => deriveId(...list))).size).toBe(lists.length);
        },
      ),
    );
    const many = Array.from({ length: 20_000 }, (_, n) => deriveId("credential", "import", "file", n));
    expect(new Set(many).size).toBe(many.length);
  });
});

describe("derived ids under a key", () => {
  it("a keyed id is the same on every machine and in every release, and a UUID like the others", () => {
    const id = deriveKeyedId("key", "credential", "webhook", 0);
    expect(id).toBe("b5f71e6e-3ee7-8f7f-9d5f-fbfcb5288dce");
    expect(uuidSchema.parse(id)).toBe(id);
  });

  it("a keyed id depends on the key and on each part, and cannot be computed without the key", () => {
    const key = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(key, key, parts, parts, (one, other, list, changed) => {
        fc.pre(one !== other && JSON.stringify(list) !== JSON.stringify(changed));
        const id = deriveKeyedId(one, ...list);
        expect(deriveKeyedId(one, ...structuredClone(list))).toBe(id);
        expect([
          deriveKeyedId(other, ...list),
          deriveKeyedId(one, ...changed),
          deriveId(...list),
        ]).not.toContain(id);
      }),
    );
  });

  it("the parts of a keyed id are framed", () => {
    expect(deriveKeyedId("key", "a", "bc")).not.toBe(deriveKeyedId("key", "ab", "c"));
    expect(deriveKeyedId("key", "a", "")).not.toBe(deriveKeyedId("key", "a"));
  });
});

describe("keyed digests", () => {
  it("a keyed digest is HMAC-SHA256 in base64url, so that another implementation can compute it", () => {
    const expected = createHmac("sha256", "key").update("text", "utf8").digest("base64url");
    expect(keyedDigest("key", "text")).toBe(expected);
  });

  it("a keyed digest says nothing to whoever has another key", () => {
    expect(keyedDigest("one", "text")).not.toBe(keyedDigest("other", "text"));
    expect(keyedDigest("one", "text")).not.toBe(keyedDigest("one", "texts"));
  });
});
