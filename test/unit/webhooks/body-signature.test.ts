import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Secret } from "../../../shared/kernel/secret.ts";
import { isBodySecret, isBodySigned, signBody } from "../../../shared/webhooks/body-signature.ts";

/** From GitHub's documentation, "Validating webhook deliveries". */
const secret = new Secret("It's a Secret to Everybody");
const body = Buffer.from("Hello, World!");
const HEX = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
const digest = Buffer.from(HEX, "hex");

it("a signature is that of GitHub's documentation", () => {
  expect(signBody(secret, body)).toBe(`sha256=${HEX}`);
});

it.each([
  ["GitHub", `sha256=${HEX}`],
  ["hexadecimal", HEX],
  ["capitals", HEX.toUpperCase()],
  ["base64, as shops send it", digest.toString("base64")],
  ["base64url", digest.toString("base64url")],
  ["a version in front", `v1=${HEX}`],
  ["one of several", `v0=${"0".repeat(64)},v1=${HEX}`],
])("the form of %s is accepted", (_, header) => {
  expect(isBodySigned(body, header, [secret])).toBe(true);
});

describe("what is refused", () => {
  it("one changed bit of the body is refused", () => {
    fc.assert(
      fc.property(fc.nat(body.length * 8 - 1), (bit) => {
        const changed = Buffer.from(body);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(isBodySigned(changed, `sha256=${HEX}`, [secret])).toBe(false);
      }),
    );
  });

  it("one changed character of the signature is refused, in any of its forms", () => {
    const forms = fc.constantFrom(HEX, digest.toString("base64"), digest.toString("base64url"));
    fc.assert(
      fc.property(forms, fc.nat(), fc.constantFrom(..."0123456789abcdefGZ+/_-"), (form, where, character) => {
        const at = where % form.replace(/=+$/, "").length;
        const changed = form.slice(0, at) + character + form.slice(at + 1);
        expect(isBodySigned(body, changed, [secret])).toBe(changed === form);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(["", "sha256=", "sha256", ",", "=", HEX.slice(1), `${HEX}0`])(
    "the header %j is refused",
    (header) => {
      expect(isBodySigned(body, header, [secret])).toBe(false);
    },
  );

  it("another hash of the same secret and body is refused", () => {
    const sha512 = createHmac("sha512", "It's a Secret to Everybody").update(body).digest("hex");
    expect(isBodySigned(body, `sha512=${sha512}`, [secret])).toBe(false);
  });
});

it("the bytes of a body are signed, not its text", () => {
  const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80]);
  expect(isBodySigned(bytes, signBody(secret, bytes), [secret])).toBe(true);
});

it.each([
  ["a-secret-of-16-ch", true],
  ["too-short", false],
  ["with a line break\nin it", false],
])("the secret %j fits: %s", (text, fits) => {
  expect(isBodySecret(new Secret(text))).toBe(fits);
});
