import { timingSafeEqual } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { reveal, Secret } from "../kernel/secret.ts";

/** Seconds by which the attempt's time may differ from ours, as in the specification's libraries. */
export const TOLERANCE_SECONDS = 300;

/** The headers of a delivery as received. */
export interface StandardHeaders {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
}

/** The id has no full stop, because full stops separate the signed parts (Standard Webhooks). */
export const WEBHOOK_ID = /^[\x21-\x2d\x2f-\x7e]{1,255}$/;
/** Whole seconds since 1970, or by mistake milliseconds. */
export const WEBHOOK_TIMESTAMP = /^[1-9]\d{0,12}$/;
const SIGNATURE = /^v1,[A-Za-z0-9+/]{43}=$/;

/** Whether a text can be a secret of this scheme: `whsec_` and 24 to 64 bytes in base64. */
export const isStandardSecret = (secret: Secret): boolean => {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(reveal(secret))?.[1] ?? "";
  const bytes = Buffer.from(encoded, "base64");
  return bytes.toString("base64") === encoded && bytes.length >= 24 && bytes.length <= 64;
};

export const newStandardSecret = (random: Uint8Array): Secret =>
  new Secret(`whsec_${Buffer.from(random).toString("base64")}`);

/** A value for `webhook-signature`. */
export const signStandard = (secret: Secret, id: string, seconds: number, body: string): string =>
  new Webhook(reveal(secret)).sign(id, new Date(seconds * 1000), body);

/**
 * Whether one of these secrets signed this delivery (Standard Webhooks, signature scheme `v1`). The library
 * only signs here. When it verifies, it accepts more than the specification (e.g. `1614265330x` as a time)
 * and reads the machine's clock.
 */
export function isSignedByStandard(
  body: string,
  { id, timestamp, signature }: StandardHeaders,
  secrets: readonly Secret[],
): boolean {
  const wellFormed = WEBHOOK_ID.test(id) && WEBHOOK_TIMESTAMP.test(timestamp);
  const given = signature.split(" ").filter((entry) => SIGNATURE.test(entry));
  let matches = false;
  for (const secret of secrets) {
    const expected = Buffer.from(signStandard(secret, id, wellFormed ? Number(timestamp) : 0, body));
    for (const candidate of given) {
      if (timingSafeEqual(Buffer.from(candidate), expected)) matches = true;
    }
  }
  return wellFormed && matches;
}

/** Whether a time was given in milliseconds, which many clocks count in: in seconds, it is later than the year 5000. */
export const isInMilliseconds = (timestamp: string): boolean => Number(timestamp) > 1e11;

/** Whether the attempt is neither too old nor from the future. */
export const isTimely = (timestamp: string, now: Date): boolean =>
  Math.abs(Math.floor(now.getTime() / 1000) - Number(timestamp)) <= TOLERANCE_SECONDS;
