import type { DeliveryProblem } from "../credentials/audit-event.ts";
import { decodeUtf8 } from "../kernel/utf8.ts";
import { isBodySigned } from "./body-signature.ts";
import { isInMilliseconds, isSignedByStandard, isTimely, WEBHOOK_ID } from "./standard-signature.ts";
import { validSecrets, type WebhookSource } from "./webhook-source.ts";

/** A webhook as received. */
export interface Delivery {
  /** The source's name in the path, which is the caller's text. */
  readonly source: string;
  /** The bytes that were signed. */
  readonly body: Uint8Array;
  readonly header: (name: string) => string | undefined;
  readonly requestId: string;
}

export interface VerifiedDelivery {
  /** The sender's name for the event, which is the same in every attempt. */
  readonly eventId: string;
  /** The time of the attempt, if the scheme includes it. */
  readonly attemptedAt: Date | undefined;
}

export type Verification =
  | ({ readonly problem: null } & VerifiedDelivery)
  | {
      readonly problem: Extract<DeliveryProblem, "bad_signature" | "bad_timestamp" | "bad_header">;
      readonly message: string;
    };

/** Checks the sender and the time of a delivery. */
export function verifyDelivery(delivery: Delivery, source: WebhookSource, now: Date): Verification {
  return source.scheme === "standard"
    ? verifyStandard(delivery, source, now)
    : verifyBodySignature(delivery, source, now);
}

function verifyStandard({ header, body }: Delivery, source: WebhookSource, now: Date): Verification {
  // This scheme signs text.
  const text = decodeUtf8(body);
  const prefix = prefixOf(header);
  const headers = {
    id: header(`${prefix}-id`) ?? "",
    timestamp: header(`${prefix}-timestamp`) ?? "",
    signature: header(`${prefix}-signature`) ?? "",
  };
  const isSigned = isSignedByStandard(text ?? "", headers, validSecrets(source, now));
  const missing = Object.entries(headers).find(([, value]) => value === "");
  if (missing) return { problem: "bad_header", message: `${prefix}-${missing[0]} is missing` };
  if (!WEBHOOK_ID.test(headers.id)) return { problem: "bad_header", message: `${prefix}-id is malformed` };
  if (text === null) return { problem: "bad_signature", message: "the body is not UTF-8" };
  if (!isSigned) return { problem: "bad_signature", message: "no valid signature" };
  if (!isTimely(headers.timestamp, now)) {
    const what = isInMilliseconds(headers.timestamp) ? "is in milliseconds, not in seconds" : OFF;
    return { problem: "bad_timestamp", message: `${prefix}-timestamp ${what}` };
  }
  return {
    problem: null,
    eventId: headers.id,
    attemptedAt: new Date(Number(headers.timestamp) * 1000),
  };
}

const OFF = "is more than five minutes away";

const PARTS = ["id", "timestamp", "signature"];

/**
 * The names of the headers: those of the specification, or those that Svix's own service sends (docs.svix.com, "Verifying
 * payloads"). One of the former excludes all of the latter, so that no delivery is read in two ways.
 */
const prefixOf = (header: Delivery["header"]): "webhook" | "svix" => {
  const has = (prefix: string) => PARTS.some((part) => header(`${prefix}-${part}`) !== undefined);
  return has("svix") && !has("webhook") ? "svix" : "webhook";
};

function verifyBodySignature({ header, body }: Delivery, source: WebhookSource, now: Date): Verification {
  const eventId = header(source.event_id_header) ?? "";
  const signature = header(source.signature_header) ?? "";
  const isSigned = isBodySigned(body, signature, validSecrets(source, now));
  if (signature === "") return { problem: "bad_header", message: `${source.signature_header} is missing` };
  if (!isSigned) return { problem: "bad_signature", message: "no valid signature" };
  if (!/^[\x21-\x7e]{1,255}$/.test(eventId)) {
    return { problem: "bad_header", message: `${source.event_id_header} is missing or malformed` };
  }
  return { problem: null, eventId, attemptedAt: undefined };
}
