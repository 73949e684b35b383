/**
 * The names that a message may repeat: those of keyferry's own schemas. Any other name is a text of the caller, and may be
 * a misplaced key, even one that consists of letters. A test compares the list with the schemas.
 */
const KNOWN_NAMES: ReadonlySet<string> = new Set([
  ...[
    "id",
    "type",
    "version",
    "timestamp",
    "data",
    "key",
    "sealed_key",
    "provider",
    "workspace_id",
    "external_id",
  ],
  ...["name", "disabled", "is_fallback", "is_byok_only", "is_required", "declared_zdr", "allowed_models"],
  ...["allowed_user_ids", "allowed_api_key_hashes", "settings", "import_id", "row", "total_rows", "sent_by"],
  ...[
    "requested_at",
    "limit",
    "offset",
    "cursor",
    "credential_id",
    "actor",
    "door",
    "request_id",
    "body_digest",
  ],
  ...[
    "external",
    "source",
    "occurred_at",
    "scope",
    "changes",
    "problem",
    "code",
    "message",
    "Idempotency-Key",
  ],
  ...["sort_order", "label", "created_at", "profiles", "api_url", "management_key", "stack", "region"],
  ...[
    "extra_providers",
    "total_count",
    "next_cursor",
    "warnings",
    "deleted",
    "status",
    "event",
    "events",
    "rejection",
  ],
  ...[
    "error",
    "metadata",
    "fields",
    "path",
    "reason",
    "time",
    "changed",
    "fingerprint",
    "outcome",
    "failures",
  ],
  ...[
    "workspace_ids",
    "started_at",
    "finished_at",
    "created",
    "rejected",
    "accepted",
    "import_ids",
    "command_id",
  ],
  ...["kty", "n", "e", "kid", "use", "alg"],
]);

export const UNKNOWN_NAME = "(unknown field)";

/** A name as a message may show it. Positions in a list are numbers. */
export const shownName = (name: PropertyKey): string =>
  typeof name === "number" || KNOWN_NAMES.has(String(name)) ? String(name) : UNKNOWN_NAME;

/** The known name that a caller seems to mean: another spelling of it, as generated SDKs show it in camelCase. */
export function meantName(name: string): string | undefined {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll("-", "_");
  return [snake, name.toLowerCase()].find((candidate) => candidate !== name && KNOWN_NAMES.has(candidate));
}
