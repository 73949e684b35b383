/** The closed set of failures. Each edge (HTTP, worker, CLI) maps every kind in one table. */
export type ErrorKind =
  | "invalid_request"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "method_not_allowed"
  | "conflict"
  | "payload_too_large"
  | "unsupported_media_type"
  | "idempotency_mismatch"
  | "unopenable_seal"
  /** The same request may be made again after a while. */
  | "rate_limited"
  | "unavailable"
  /** The outcome is still to come, or nothing was queued because the worker is behind: the same request, repeated, gets it. */
  | "postponed"
  | "internal";

/** One problem with one field of a request: its place and the reason, never the value. */
export interface FieldProblem {
  /** The field's wire name, dotted for nested fields (`allowed_models.3`); empty for the whole body. */
  readonly path: string;
  readonly reason: string;
}

/** Any failure that keyferry raises on purpose. Messages and fields are safe to show and to log. */
export class KeyferryError extends Error {
  readonly kind: ErrorKind;
  readonly fields: readonly FieldProblem[];
  /** The credential whose command is queued, where the kind is `postponed`. */
  readonly pendingId: string | undefined;
  /** Whole seconds after which the same request is worth repeating. */
  readonly retryAfterSeconds: number;

  constructor(
    kind: ErrorKind,
    message: string,
    options: {
      fields?: readonly FieldProblem[];
      cause?: unknown;
      pendingId?: string;
      /** Default: 1. */
      retryAfterSeconds?: number;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "KeyferryError";
    this.kind = kind;
    this.fields = options.fields ?? [];
    this.pendingId = options.pendingId;
    this.retryAfterSeconds = options.retryAfterSeconds ?? 1;
  }
}

export const invalidField = (path: string, reason: string): KeyferryError =>
  new KeyferryError("invalid_request", "Invalid request parameters", { fields: [{ path, reason }] });

export const notFound = (): KeyferryError => new KeyferryError("not_found", "Resource not found");

/** Returns `error` itself if keyferry raised it, or else an `internal` error with `error` as its cause. */
export const toKeyferryError = (error: unknown): KeyferryError =>
  error instanceof KeyferryError
    ? error
    : new KeyferryError("internal", "Internal Server Error", { cause: error });
