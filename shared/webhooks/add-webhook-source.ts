import { randomBytes, randomUUID } from "node:crypto";
import { sourceNameSchema } from "../credentials/external.ts";
import { invalidField } from "../kernel/errors.ts";
import type { Clock } from "../kernel/ports.ts";
import { Secret } from "../kernel/secret.ts";
import { isBodySecret } from "./body-signature.ts";
import type { WebhookSourceStore } from "./ports.ts";
import { refuseSecretInUse } from "./refuse-secret-in-use.ts";
import { isStandardSecret, newStandardSecret } from "./standard-signature.ts";
import {
  type SignatureScheme,
  STANDARD_HEADERS,
  type WebhookSecret,
  type WebhookSource,
} from "./webhook-source.ts";

export interface NewWebhookSource {
  readonly name: string;
  readonly scheme: SignatureScheme;
  /** Ids or `global`. */
  readonly workspaces: readonly string[];
  /** Required for `hmac-sha256`, and not allowed for `standard`. */
  readonly signature_header?: string | undefined;
  readonly event_id_header?: string | undefined;
  /** The sender's secret, for senders that make their own. Default: keyferry makes one. */
  readonly secret?: Secret | undefined;
  /** For `hmac-sha256`: accepts events without a `timestamp`, which can be replayed for ever. */
  readonly allow_untimed?: boolean | undefined;
}

/** Beside the other values, this many ids fit a parameter of 4 KB. */
const MAX_WORKSPACES = 50;

/**
 * Adds a source. The result holds its secret, to be handed to the sender.
 * @throws KeyferryError `invalid_request`, or `conflict` if a source of that name exists.
 */
export async function addWebhookSource(
  request: NewWebhookSource,
  { store, now }: { readonly store: WebhookSourceStore; readonly now: Clock },
): Promise<{ readonly source: WebhookSource; readonly secret: Secret }> {
  const { name, scheme, workspaces } = request;
  if (!sourceNameSchema.safeParse(name).success) {
    throw invalidField("name", "must be 1 to 40 lower-case letters, digits and hyphens, a letter first");
  }
  if (workspaces.length === 0 || workspaces.length > MAX_WORKSPACES) {
    throw invalidField("workspaces", `must be 1 to ${MAX_WORKSPACES}`);
  }
  if (scheme === "standard" && request.allow_untimed === true) {
    throw invalidField("allow_untimed", "is not for standard, which signs the time of each attempt");
  }
  const entry = newWebhookSecret(scheme, request.secret, now());
  if (request.secret !== undefined) await refuseSecretInUse(scheme, request.secret, store);
  const source: WebhookSource = {
    name,
    scheme,
    workspaces: [...new Set(workspaces)],
    ...headersOf(request),
    secrets: [entry],
    id_key: new Secret(randomBytes(32).toString("base64url")),
    ...(request.allow_untimed === true && { allow_untimed: true }),
    created_at: entry.created_at,
  };
  await store.add(source);
  return { source, secret: entry.secret };
}

function headersOf({ scheme, signature_header, event_id_header }: NewWebhookSource) {
  if (scheme === "standard") {
    if (signature_header !== undefined || event_id_header !== undefined) {
      throw invalidField("scheme", "standard has header names of its own");
    }
    return STANDARD_HEADERS;
  }
  return {
    signature_header: headerName("signature_header", signature_header),
    event_id_header: headerName("event_id_header", event_id_header),
  };
}

/** A valid header name (RFC 9110, 5.6.2), in lower case. */
function headerName(field: string, name: string | undefined): string {
  if (name !== undefined && /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/.test(name)) return name.toLowerCase();
  throw invalidField(field, "must name an HTTP header");
}

/**
 * A secret that fits the scheme: the given one, or else 256 random bits.
 * @throws KeyferryError `invalid_request`
 */
export function newWebhookSecret(
  scheme: SignatureScheme,
  given: Secret | undefined,
  now: Date,
): WebhookSecret {
  const isStandard = scheme === "standard";
  const made = isStandard
    ? newStandardSecret(randomBytes(32))
    : new Secret(randomBytes(32).toString("base64url"));
  const secret = given ?? made;
  if (!(isStandard ? isStandardSecret(secret) : isBodySecret(secret))) {
    throw invalidField(
      "secret",
      isStandard
        ? "must be whsec_ and 24 to 64 bytes in base64"
        : "must be 16 to 255 printable ASCII characters",
    );
  }
  return { id: randomUUID(), secret, created_at: now.toISOString(), expires_at: null };
}
