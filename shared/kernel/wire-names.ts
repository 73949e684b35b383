/**
 * The names that keyferry's contracts use anywhere, for members, cells and parameters. A caller that puts one
 * where it does not belong, such as the id of a record that it sends back, is told so by its name.
 */
export const WIRE_NAMES: ReadonlySet<string> = new Set([
  ...["id", "key", "provider", "workspace_id", "label", "sort_order", "created_at"],
  ...["name", "disabled", "is_fallback", "is_byok_only", "is_required", "declared_zdr", "declared_region"],
  ...["allowed_models", "allowed_user_ids", "allowed_api_key_hashes"],
  ...[
    "version",
    "type",
    "import_id",
    "row",
    "total_rows",
    "sealed_key",
    "settings",
    "requested_at",
    "sent_by",
    "on_duplicate",
    "accepts",
    "encrypted_key",
    "rows",
  ],
  ...["timestamp", "data", "external_id"],
]);
