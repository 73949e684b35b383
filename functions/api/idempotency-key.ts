import { KeyferryError } from "../../shared/kernel/errors.ts";

/** The caller's name for its request (IETF draft "The Idempotency-Key HTTP Header Field"). */
export function idempotencyKeyOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw new KeyferryError("invalid_request", "Invalid request parameters", {
      fields: [{ path: "Idempotency-Key", reason: "must be 1 to 255 printable ASCII characters" }],
    });
  }
  return header;
}
