import { type ErrorKind, KeyferryError } from "../../kernel/errors.ts";
import type { Rejection, RejectionCode } from "../audit-event.ts";

const KINDS: Record<RejectionCode, ErrorKind> = {
  malformed_command: "invalid_request",
  refused_key: "invalid_request",
  contradictory_settings: "invalid_request",
  unopenable_seal: "unopenable_seal",
  seal_mismatch: "unopenable_seal",
  credential_exists: "conflict",
  duplicate_key: "conflict",
  credential_not_found: "not_found",
  credential_deleted: "conflict",
  superseded: "conflict",
  link_used: "conflict",
  link_closed: "not_found",
  bad_signature: "unauthenticated",
  bad_timestamp: "unauthenticated",
  bad_header: "unauthenticated",
  too_large: "payload_too_large",
  invalid_event: "invalid_request",
  unknown_event_type: "invalid_request",
};

/** The error that a worker's rejection means for the waiting caller. */
export const rejectionError = ({ code, message }: Rejection): KeyferryError =>
  KINDS[code] === "not_found"
    ? new KeyferryError("not_found", "Resource not found")
    : new KeyferryError(KINDS[code], message);
