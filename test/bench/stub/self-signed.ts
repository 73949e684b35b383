import { generateKeyPairSync, sign } from "node:crypto";

/*
 * Makes a certificate for `localhost` at run time, so that the repository holds no key: X.509 v3 (RFC 5280)
 * in DER, P-256, ecdsa-with-SHA256. Node can read certificates but cannot make them.
 */

const ECDSA_WITH_SHA256 = "06082a8648ce3d040302";
const COMMON_NAME = "0603550403";
const SUBJECT_ALT_NAME = "0603551d11";

const hex = (text: string): Buffer => Buffer.from(text, "hex");

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length =
    body.length < 128
      ? Buffer.from([body.length])
      : body.length < 256
        ? Buffer.from([0x81, body.length])
        : Buffer.from([0x82, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);

/** UTCTime has two digits for the year and a resolution of one second. */
const utcTime = (time: Date): Buffer =>
  der(0x17, Buffer.from(`${time.toISOString().replaceAll(/[-:T]/g, "").slice(2, 14)}Z`));

/** Key and certificate in PEM, valid for `localhost` from yesterday until tomorrow. */
export function selfSigned(now = Date.now()): { readonly key: string; readonly cert: string } {
  const day = 24 * 60 * 60 * 1000;
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(hex(ECDSA_WITH_SHA256));
  const name = sequence(der(0x31, sequence(hex(COMMON_NAME), der(0x0c, Buffer.from("localhost")))));
  const alternative = sequence(
    hex(SUBJECT_ALT_NAME),
    der(0x04, sequence(der(0x82, Buffer.from("localhost")))),
  );
  const certificate = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(utcTime(new Date(now - day)), utcTime(new Date(now + day))),
    name,
    pair.publicKey.export({ format: "der", type: "spki" }),
    der(0xa3, sequence(alternative)),
  );
  const signature = sign("sha256", certificate, pair.privateKey);
  const signed = sequence(certificate, algorithm, der(0x03, Buffer.from([0]), signature));
  const lines = signed.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    key: pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    cert: ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n"),
  };
}
