/*
 * The words of the OpenAPI document, beside the schemas instead of in them: they would be in the function's bundle.
 */

const PLAIN =
  "Control characters, line breaks and characters that set the direction of text are refused; records from before that " +
  "rule keep theirs.";

/** By field name; a field means the same wherever it stands. */
export const FIELDS: Readonly<Record<string, string>> = {
  id: "Stable public id.",
  key:
    "The raw provider API key. Write-only: no answer ever holds it. Keys of several parts (Google Vertex, Azure, AWS " +
    "access keys) are given as JSON text. At most 32,768 bytes.",
  provider: "The provider's slug, e.g. `openai`. A deployment may know more than the built-in ones.",
  workspace_id:
    "The workspace that the credential belongs to; null for a global one, which serves every workspace.",
  label: "A masked snippet of the key, e.g. `sk-...AbCd`, or a safe field of a key that is JSON.",
  name: `A name that only people read. ${PLAIN}`,
  disabled: "Whether the credential is switched off.",
  is_fallback: "Whether it is tried only after the provider's other credentials.",
  is_byok_only:
    "Whether the provider's shared endpoints are excluded for every model. Cannot be combined with `is_fallback`.",
  is_required: "Whether the shared endpoints are excluded for the models that this credential applies to.",
  declared_zdr: "Zero data retention as declared by the key's owner; null to inherit.",
  declared_region:
    "The data region in which the account behind the key processes requests, as declared by the key's owner; null, like " +
    '`global`, for none. A key of OpenAI or Fireworks names its region itself (`{"api_key": …, "region": …}`), which is ' +
    "the default, and the only one that may be declared; a new key declares its own. Azure takes `europe` and `us`, Anthropic " +
    "`us`, other providers neither.",
  allowed_models: `The models that it may be used for; null for all. The list has at most 12,288 bytes as JSON. ${PLAIN}`,
  allowed_user_ids: `The users that it may be used for; null for all. The list has at most 12,288 bytes as JSON. ${PLAIN}`,
  allowed_api_key_hashes: "SHA-256 hashes of the API keys that it may be used for; null for all.",
  sort_order: "Credentials of one provider are tried in ascending order.",
  created_at: "When it was created.",
  last_used_at:
    "When a router last reported a use of it; null if none did. Routers report the first use of an hour at once, and the rest " +
    "when the hour is over.",
  last_hour:
    "The hour of that use, and how often in it the provider answered how: hints, since what a router fails to report is " +
    "missing, and what it reports twice counts twice. Null before the first report.",
  hour: "The start of the hour.",
  key_version: "The version of the key that was used; grows by one with every new key.",
  outcomes: "Uses by what the provider's answer says of the key.",
  data: "The result.",
  total_count: "The number of credentials that match, on all pages.",
  next_cursor: "The `cursor` of the next page; null on the last page.",
  warnings: "Doubts about the key, which is stored all the same.",
  deleted: "Always true: any other outcome is an error.",
  status: "The state of the request.",
  type: "What happened.",
  time: "When it was committed.",
  actor: "Who asked for it; never a token.",
  door: "Where the request came in.",
  request_id: "The `x-request-id` of the request.",
  changed: "The fields that changed, by name; `key` stands for the key itself.",
  version: "The credential's version after the change; null where the request was rejected.",
  fingerprint:
    "A keyed fingerprint of the key. Equal keys have equal fingerprints within one deployment, and nowhere else.",
  link_id: "Of what happened to an intake link for this credential: the link.",
  rejection: "Why the request was rejected; null if it was carried out.",
  error: "What went wrong.",
  code: "The HTTP status of an error, or a stable code for programs.",
  message: "What went wrong, in a sentence.",
  metadata: "Details that help to find the cause.",
  fields: "The first twenty problems with the request's fields, and a note if there are more.",
  path:
    "The field by its name, dotted for nested ones; empty for the whole body. A name that is none of this API's is " +
    "never repeated: it is `(unknown field)`.",
  reason: "What is wrong with it. Never repeats the value, and names no field but those of this API.",
  sealed_key:
    "The raw key, sealed: a JWE in compact serialisation (RSA-OAEP-256, A256GCM) under the intake public key, whose " +
    "protected header names `workspace_id` and `provider`.",
  import_id: "Names the import; made by its sender, one per run.",
  row: "The row's number within its import, from 1.",
  total_rows: "How many rows the import has in all; without this, the import never counts as finished.",
  settings: "The credential's settings, as in `CreateCredentialRequest`.",
  requested_at:
    "When the key was handed over, in UTC, not before the year 2000. Credentials of one provider are tried in this " +
    "order. A time more than five minutes ahead counts as five minutes ahead.",
  sent_by: "Who sends the row. Through this API it is the management key.",
  accepted: "How many rows were queued.",
  import_ids: "The imports that the rows belong to.",
  workspace_ids:
    "The workspaces that it brings credentials into, of those that the management key may manage.",
  started_at: "When the first row arrived at the worker.",
  finished_at:
    "When the last row got its outcome; null while rows are missing, or if the number of rows is unknown.",
  created: "Rows that made a credential.",
  rejected: "Rows that can never make one.",
  skipped: "Rows that made none because the workspace had their keys, as `on_duplicate` asked for.",
  warned: "Rows that made a credential about whose key there is a doubt.",
  failures: "The first rows that were rejected. `/results` has them all.",
  outcome: "The outcome of the row.",
  on_duplicate:
    "What becomes of the row if a live credential of the workspace has its key: `create` makes another credential with " +
    "it, `skip` makes none, and `fail` rejects the row. Default: `create`.",
  accepts: "The doubts that do not stop the row. A masked key is rejected unless `masked` is among them.",
  external_id:
    "The sender's id for the credential. In its workspace it names one credential for ever: once deleted, it stays " +
    "deleted.",
  timestamp:
    "When it happened, by the sender's clock, and the same in every attempt. It orders events that arrive out of " +
    "order. Default: the time of the delivery attempt. Required where the signature covers no such time.",
  command_id: "The id of the audit event to come.",
};

/** By schema name. */
export const SCHEMAS: Readonly<Record<string, string>> = {
  Credential: "The record of one provider API key, without the key.",
  UsedCredential: "The record of one provider API key, without the key, and how routers use it.",
  CreateCredentialRequest: "A key, where it belongs, and its settings.",
  UpdateCredentialRequest: "The fields to change: absent = unchanged, null = cleared.",
  CredentialEvent: "The one durable outcome of one request.",
  KeyWarning: "A doubt about a key that was accepted. Holds no part of the key.",
  Accepted: "The request is safely queued.",
  Error: "The form of every error.",
  GatewayError: "The form of the API gateway's refusals.",
  PublicKey: "A JSON Web Key (RFC 7517).",
  ImportRow: "One key of an import, sealed by its sender.",
  Import: "An import, with the outcomes of its rows so far.",
  ImportResult: "The outcome of one row.",
  Link: "An intake link, without its token: whoever has that may bring one key.",
  CreatedLink: "A new intake link with its URL, which no later answer shows again.",
  CreateLinkRequest:
    "What the key is for, and on which terms it may be brought. For a new credential: as `CreateCredentialRequest`, without the " +
    "key. For a rotation: `credential_id` instead.",
  WebhookEvent: "What happened to a credential in the sender's system.",
  WebhookCreateEvent: "A key was added.",
  WebhookUpdateEvent: "A key was replaced, or settings were changed: absent = unchanged, null = cleared.",
  WebhookDeleteEvent: "A key was removed. Other members of `data` are ignored.",
  WebhookOtherEvent: "Any other event, which is recorded and ignored.",
  WebhookReceipt: "What follows from the event. The same `webhook-id` again has the same answer.",
  WebhookRefusal: "The one form of every refusal. It does not say why.",
};

export const INFO = `Takes in provider API keys ("bring your own key") and keeps them. It is OpenRouter's BYOK API, so
that its published client libraries work with a keyferry deployment unchanged: give them the deployment's address as
\`serverURL\`, with or without \`/api/v1\`.

**Changes are durable before they are confirmed.** Create, update and delete answer with the outcome once it is
committed together with its audit event. When that takes longer than some four seconds, the request stays queued and will be carried
out. A caller that said \`Prefer: respond-async\` or \`Prefer: wait=<seconds>\` then gets 202. Any other gets 503 with
\`Retry-After\`, \`error.metadata.id\` and \`error.metadata.status: "accepted"\`, and repeats the request to get the outcome; a
deletion is always answered with 202, since its repetition would be a 404.

**Requests may be repeated blindly.** The same create request again, by \`Idempotency-Key\` or else by content, finds
the credential that the first one made.

**Errors** have one form, and never repeat a value of the request, nor a name that is none of this API's. An unknown path is a 404 of this form, and a known
path that does not answer to a method a 405 with \`Allow\`. Only what the API gateway refuses before the service sees it
has the gateway's own form, \`{"message": …}\`: a rate above the deployment's limit (429), or a body above 10 MB (413).

**Global credentials** serve every workspace. \`workspace_id: "global"\` names them, in the body of a create request and
in the query of a list; that takes a management key for all workspaces.`;

export const OPERATIONS = {
  listCredentials:
    "One page of the live credentials of one workspace, by ascending `sort_order`. Without `workspace_id`, of the " +
    "management key's default workspace.",
  createCredential:
    "Stores a provider API key. Without `workspace_id`, in the management key's default workspace. Sent again, it " +
    "finds the credential that it made before, unless that has been deleted: then it makes a new one.",
  getCredential:
    "One credential. One of a workspace that the management key may not manage is as absent as a deleted one.",
  updateCredential:
    "Changes the fields that are given and leaves the others: null clears a field. With `key` it rotates in place: " +
    "same `id`, new `label`, and the old key is overwritten. A key that looks like a mask is refused, so that a form " +
    "that sends back what it was shown cannot overwrite a live key.",
  deleteCredential:
    "Wipes the key and marks the credential as deleted. If the create request is still queued, " +
    "the worker carries out the deletion after it.",
  listCredentialEvents:
    "The audit events of one credential, newest first; a deleted credential keeps them. Each request that was carried " +
    "out, or durably rejected, has exactly one.",
  getPublicKey:
    "The intake key's public half as a JSON Web Key. A producer that seals under it (JWE, RSA-OAEP-256 with A256GCM) can hand a " +
    "key to any of the deployment's doors, and nothing on the path can read it.",
  sendImport:
    "Queues rows of an import, all or none: JSON Lines, at most 500 rows and 2 MB. Sent again, they change nothing. For " +
    "senders without access to the import queue, which takes the same rows.",
  listImports:
    "The imports into one workspace, newest first. Without `workspace_id`, into the management key's default workspace.",
  getImport:
    "How far an import has come, counting the rows of workspaces that the management key may manage. 404 until the first " +
    "row has arrived at the worker.",
  listImportResults:
    "The outcome of each finished row, in no particular order. 404 until the first row has arrived at the worker. Rows of workspaces " +
    "that the management key may not manage are left out.",
  createLink:
    "Makes a URL that you send to the owner of a key, who brings it on the page behind: sealed in the browser, once, for one " +
    "credential. The same request again, by `Idempotency-Key` or else, within a minute, by content, shows the same URL.",
  listLinks:
    "The intake links of one workspace, newest first, in whatever status. Without `workspace_id`, of the management key's default " +
    "workspace.",
  getLink: "One intake link. One of a workspace that the management key may not manage is absent.",
  revokeLink:
    "Closes an open link. One that is revoked or expired already stays as it is; one that was redeemed is a 409.",
  receiveWebhook:
    "Takes a signed event, at most 64 KB, seals the key in it and queues the change. The outcome is an audit event on the " +
    "event bus, with `source` and `external_id` in its data. Repeating a delivery changes nothing, even days later; " +
    "events may come in any order.",
  getDocument: "This document.",
  getHealth: "Whether the API answers. It checks nothing behind the API.",
} as const;
