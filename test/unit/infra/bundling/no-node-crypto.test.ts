import { generateKeyPairSync, createPublicKey as ofNode } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createPublicKey } from "../../../../infra/bundling/no-node-crypto.ts";

const PEMS = (["pkcs8", "pkcs1"] as const).flatMap((type) =>
  [1024, 2048, 4096].map((modulusLength) => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength });
    return privateKey.export({ type, format: "pem" }) as string;
  }),
);

const accepts = (read: (pem: string) => unknown, pem: string): boolean => {
  try {
    read(pem);
    return true;
  } catch {
    return false;
  }
};

it("a browser accepts each private key that Node accepts", () => {
  for (const pem of PEMS) expect([accepts(ofNode, pem), accepts(createPublicKey, pem)]).toEqual([true, true]);
});

it("a browser accepts no key that lost a part, as Node does not", () => {
  const part = fc.tuple(fc.constantFrom(...PEMS), fc.nat(), fc.integer({ min: 4, max: 400 }));
  fc.assert(
    fc.property(part, ([pem, at, length]) => {
      const body = pem.indexOf("\n") + 1;
      const start = body + (at % (pem.lastIndexOf("-----END") - body - length));
      const damaged = pem.slice(0, start) + pem.slice(start + length);
      fc.pre(damaged.replaceAll(/\s/g, "").length < pem.replaceAll(/\s/g, "").length - 3);
      expect(accepts(createPublicKey, damaged)).toBe(false);
    }),
  );
});

it.each([
  "",
  "key",
  "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
  "-----BEGIN PRIVATE KEY-----\nMAA=",
])("the text %j is no private key", (text) => {
  expect([accepts(ofNode, text), accepts(createPublicKey, text)]).toEqual([false, false]);
});
