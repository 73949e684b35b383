/*
 * The layout of the one table. The stack takes keys, index and attributes from here, so that template, IAM
 * conditions and code cannot drift apart.
 *
 *   partition              sort                     item
 *   CREDENTIAL#<id>        CREDENTIAL               a credential: metadata, ciphertext and wrapped data key, with
 *                                                   the event of its last change; without a provider, a pending
 *                                                   credential
 *   AUDIT#<credential id>  <command id>             the log: an event that the bus has; added once, never changed
 *   OUTBOX#<shard>         <command id>             an event that is in no record and may not be published yet
 *   LINK#<id>              LINK                     an intake link, with the event of its last change
 *   LINK_EXPIRY#<id>       LINK_EXPIRY              the note that an intake link is to expire
 *   IMPORT#<import id>     JOB#<workspace>          the record that an import into a workspace has begun
 *   IMPORT#<import id>     TALLY#<workspace>#<id>   the outcomes of some rows of that import
 *   USE#<credential id>    USE                      when routers last used a credential, and how providers answered
 *   MANAGEMENT_KEY#<hash>  MANAGEMENT_KEY           a management key
 *   DEPLOYMENT             FINGERPRINT_KEY          the sealed fingerprint key
 *
 * The index `listing` (keys only, sparse) has a workspace's live credentials in their order. It also lists
 * the imports into a workspace, its intake links, the links that are to expire, and the management keys, each under
 * a separate name.
 */

export const PARTITION_KEY = "pk";
export const SORT_KEY = "sk";

export const PREFIX = {
  credential: "CREDENTIAL#",
  audit: "AUDIT#",
  outbox: "OUTBOX#",
  import: "IMPORT#",
  use: "USE#",
  link: "LINK#",
  linkExpiry: "LINK_EXPIRY#",
  managementKey: "MANAGEMENT_KEY#",
  deployment: "DEPLOYMENT",
} as const;

export const LISTING_INDEX = {
  name: "listing",
  /** The workspace's id, or `global`. */
  partitionKey: "workspace",
  /** `<sort_order>#<provider>#<id>`; only live credentials have it. */
  sortKey: "position",
} as const;

/** The partition of the index that has the links that are to expire, of all workspaces. */
export const EXPIRING_LINKS = "expiring-links";

/** Spreads the outbox over partitions, each of which takes 1,000 writes a second. */
export const OUTBOX_SHARDS = 16;

/** Only the worker writes these attributes, and only an opener reads them. */
export const KEY_ATTRIBUTES = ["scheme", "ciphertext", "wrapped_key"] as const;

export const CREDENTIAL_ATTRIBUTES = [
  "provider",
  "label",
  "name",
  "disabled",
  "is_fallback",
  "is_byok_only",
  "is_required",
  "declared_zdr",
  "declared_region",
  "allowed_models",
  "allowed_user_ids",
  "allowed_api_key_hashes",
  "sort_order",
  "created_at",
  "updated_at",
  "deleted_at",
  "version",
  "key_version",
  "fingerprint",
  "key_region",
  "source",
  "external_id",
  "clocks",
] as const;

/** The events of a record's last changes: see `shared/credentials/news-item.ts`. */
export const NEWS = "news";

/** The attributes from which an event in the news takes what it does not say itself. */
export const TOLD_BY_RECORD = [
  "credential_id",
  "provider",
  "updated_at",
  "version",
  "fingerprint",
  "source",
  "external_id",
] as const;

/** The attributes under a credential's id until its creation arrives: changes, and a key still sealed. */
export const PENDING_ATTRIBUTES = ["deferred", "sealed"] as const;

export const EVENT_ATTRIBUTES = [
  "link_id",
  "type",
  "provider",
  "time",
  "actor",
  "door",
  "request_id",
  "changed",
  "version",
  "fingerprint",
  "warnings",
  "rejection",
  "source",
  "external_id",
  "body_digest",
] as const;

export const IMPORT_ATTRIBUTES = [
  "time",
  "created_rows",
  "failures",
  "skipped",
  "doubtful",
  "started_at",
  "total_rows",
  "sent_by",
] as const;

/** When a credential was last used, and how often in that hour a provider answered how. */
export const USE_ATTRIBUTES = [
  "last_used_at",
  "used_hour",
  "key_version",
  "used_ok",
  "used_unauthorized",
  "used_forbidden",
  "used_payment_required",
  "used_rate_limited",
  "used_client_error",
  "used_server_error",
  "used_no_answer",
] as const;

/** Of an intake link, all but the hash of its token. */
export const LINK_ATTRIBUTES = [
  "purpose",
  "credential_id",
  "provider",
  "workspace_label",
  "name",
  "settings",
  "key_version",
  "allowed_origins",
  "return_url",
  "status",
  "created_by",
  "created_at",
  "expires_at",
  "updated_at",
  "version",
  "redemption",
  "attempts",
  "body_digest",
] as const;

/** Only the door at which intake links are redeemed reads this. */
export const LINK_TOKEN_HASH = "token_hash";

export const MANAGEMENT_KEY_ATTRIBUTES = [
  "id",
  "name",
  "workspaces",
  "default_workspace_id",
  "created_at",
  "expires_at",
  "last_used_at",
] as const;

/** The attributes that identify an item and its workspace. */
const ITEM_KEYS = [PARTITION_KEY, SORT_KEY, LISTING_INDEX.partitionKey];

const distinct = (...lists: readonly (readonly string[])[]): readonly string[] => [...new Set(lists.flat())];

/** An event as an item of the log or of the outbox. There, the key does not name the credential. */
export const STORED_EVENT = distinct(ITEM_KEYS, ["credential_id"], EVENT_ATTRIBUTES);

/** The attributes that each role may read: IAM refuses all others, such as ciphertext and wrapped keys. */
export const READABLE_BY_DOORS = distinct(
  ITEM_KEYS,
  [LISTING_INDEX.sortKey, NEWS],
  CREDENTIAL_ATTRIBUTES,
  STORED_EVENT,
  IMPORT_ATTRIBUTES,
  USE_ATTRIBUTES,
  LINK_ATTRIBUTES,
  MANAGEMENT_KEY_ATTRIBUTES,
);
/** The door at which intake links are redeemed reads those, and nothing else. */
export const READABLE_BY_LINK_DOOR = distinct(ITEM_KEYS, LINK_ATTRIBUTES, [LINK_TOKEN_HASH]);
export const READABLE_BY_WORKER = distinct(
  ITEM_KEYS,
  [NEWS],
  CREDENTIAL_ATTRIBUTES,
  PENDING_ATTRIBUTES,
  LINK_ATTRIBUTES,
  STORED_EVENT,
);
/** Credentials with their ciphertext, and nothing of what waits or happened. */
export const READABLE_BY_RESOLVERS = distinct(ITEM_KEYS, CREDENTIAL_ATTRIBUTES, KEY_ATTRIBUTES);
/** The attributes that the worker and resolvers may read in the index. */
export const READABLE_IN_LISTINGS = [PARTITION_KEY, LISTING_INDEX.partitionKey, LISTING_INDEX.sortKey];
/** The only attributes that the worker may name when it writes to a management key. */
export const WRITABLE_IN_MANAGEMENT_KEYS = [PARTITION_KEY, SORT_KEY, "last_used_at"] as const;
/** The only attributes that the worker may name when it records uses: those of no credential. */
export const WRITABLE_IN_USES = [PARTITION_KEY, SORT_KEY, ...USE_ATTRIBUTES] as const;
/** The only attributes that the worker may name when it writes the note that a link is to expire. */
export const WRITABLE_IN_LINK_EXPIRIES = [...ITEM_KEYS, LISTING_INDEX.sortKey] as const;
/** The relay learns of an event in the log only that it is there. */
export const READABLE_IN_LOG = [PARTITION_KEY, SORT_KEY] as const;
/** What the relay reads of records to find events that are not in the log. */
export const READABLE_IN_RECORDS = distinct(ITEM_KEYS, [NEWS], TOLD_BY_RECORD);
/** The only attributes that the relay may name when it removes an entry of the outbox. */
export const NAMED_IN_REMOVALS = [PARTITION_KEY, SORT_KEY] as const;
