import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { reveal, Secret } from "../../../shared/kernel/secret.ts";
import {
  isSignedByStandard,
  isStandardSecret,
  isTimely,
  newStandardSecret,
  type StandardHeaders,
  signStandard,
} from "../../../shared/webhooks/standard-signature.ts";

/** The vector of the specification's reference implementations. */
const VECTOR = {
  secret: new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
  body: '{"test": 2432232314}',
  headers: {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    timestamp: "1614265330",
    signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  },
};
const { secret, body, headers } = VECTOR;
const isSigned = (changes: Partial<StandardHeaders> = {}, by = [secret], text = body) =>
  isSignedByStandard(text, { ...headers, ...changes }, by);

describe("the specification's vector", () => {
  it("the specification's vector is what we sign", () => {
    expect(signStandard(secret, headers.id, 1614265330, body)).toBe(headers.signature);
  });

  it("the specification's vector is accepted within its five minutes", () => {
    expect(isSigned()).toBe(true);
    const at = (seconds: number) => isTimely(headers.timestamp, new Date((1614265330 + seconds) * 1000));
    expect([-301, -300, 0, 300, 301].map(at)).toEqual([false, true, true, true, false]);
  });

  it("the right signature is accepted among those of other keys and of other schemes", () => {
    const others = [
      "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=",
      "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5B",
    ];
    expect(isSigned({ signature: [...others, headers.signature].join(" ") })).toBe(true);
    expect(isSigned({ signature: others.join(" ") })).toBe(false);
  });

  it("the right one of several secrets accepts a signature", () => {
    const other = newStandardSecret(randomBytes(32));
    expect(isSigned({}, [other, secret])).toBe(true);
    expect(isSigned({}, [other])).toBe(false);
    expect(isSigned({}, [])).toBe(false);
  });
});

/** Every way to change one character: another one in its place, one more, one less. */
const tampered = (text: string, spare: string) =>
  fc
    .record({
      at: fc.nat(text.length - 1),
      with: fc.constantFrom(...spare),
      how: fc.constantFrom("set", "insert", "drop"),
    })
    .map(({ at, with: character, how }) =>
      how === "insert"
        ? text.slice(0, at) + character + text.slice(at)
        : text.slice(0, at) + (how === "set" ? character : "") + text.slice(at + 1),
    )
    .filter((changed) => changed !== text);

const PRINTABLE = Array.from({ length: 94 }, (_, n) => String.fromCharCode(33 + n)).join("");

describe("one changed character", () => {
  it.each([
    ["id", headers.id],
    ["timestamp", headers.timestamp],
    ["signature", headers.signature],
  ] as const)("one changed character in the %s is refused", (part, text) => {
    fc.assert(
      fc.property(tampered(text, PRINTABLE), (changed) => {
        expect(isSigned({ [part]: changed })).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it("one changed character in the body is refused", () => {
    fc.assert(
      fc.property(tampered(body, `${PRINTABLE} \n\u0000é`), (changed) => {
        expect(isSigned({}, [secret], changed)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});

it("our signatures are those that the published library makes and accepts, whatever the body", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }),
      fc.uint8Array({ minLength: 24, maxLength: 64 }),
      (text, bytes) => {
        const own = newStandardSecret(bytes);
        const seconds = Math.floor(Date.now() / 1000);
        const signature = signStandard(own, "msg_1", seconds, text);
        const theirs = {
          "webhook-id": "msg_1",
          "webhook-timestamp": `${seconds}`,
          "webhook-signature": signature,
        };
        expect(() => new Webhook(reveal(own)).verify(text, theirs, { jsonParse: false })).not.toThrow();
        expect(isSignedByStandard(text, { id: "msg_1", timestamp: `${seconds}`, signature }, [own])).toBe(
          true,
        );
      },
    ),
  );
});

it("an id with a full stop is refused, because it would move the frame of what is signed", () => {
  const signature = signStandard(secret, "msg.1", 1614265330, body);
  expect(isSigned({ id: "msg.1", signature })).toBe(false);
});

it.each([
  ["whsec_ and 24 bytes", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true],
  ["no prefix", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false],
  ["23 bytes", `whsec_${Buffer.alloc(23, 7).toString("base64")}`, false],
  ["64 bytes", `whsec_${Buffer.alloc(64, 7).toString("base64")}`, true],
  ["65 bytes", `whsec_${Buffer.alloc(65, 7).toString("base64")}`, false],
  ["no base64", "whsec_not-base64-but-long-enough-for-it", false],
])("a secret of %s: %s is %s", (_, text, fits) => {
  expect(isStandardSecret(new Secret(text))).toBe(fits);
});
