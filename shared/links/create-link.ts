import type { Caller } from "../access/authenticate.ts";
import { COMMAND_VERSION } from "../credentials/command.ts";
import type { CredentialReader } from "../credentials/ports.ts";
import { awaitOutcome, type WaitDependencies } from "../credentials/requests/await-outcome.ts";
import { findLatestAttempt } from "../credentials/requests/find-latest-attempt.ts";
import { getCredential } from "../credentials/requests/get-credential.ts";
import type { DoorRequest } from "../credentials/requests/request.ts";
import { shedLoad } from "../credentials/requests/submit-command.ts";
import type { InitialSettings } from "../credentials/settings.ts";
import { canonicalJson } from "../kernel/canonical-json.ts";
import { deriveId, keyedDigest } from "../kernel/derive-id.ts";
import { invalidField, KeyferryError } from "../kernel/errors.ts";
import { reveal, Secret } from "../kernel/secret.ts";
import { refuseRegion } from "../providers/region.ts";
import type { IntakeKey } from "../sealing/ports.ts";
import { publicKeyThumbprint } from "../sealing/public-key-jwk.ts";
import { type Link, statusAt } from "./link.ts";
import { type CreateLinkCommand, linkEventId, linkedCredentialId } from "./link-command.ts";
import { hashLinkToken, linkToken } from "./link-token.ts";
import type { LinkQueue, LinkReader } from "./ports.ts";

/** A valid request for a link, whose caller may make it. */
export interface CreateLinkRequest extends DoorRequest, Pick<Link, "workspace_label" | "return_url"> {
  /** The credential to be, or the id of the one to rotate. */
  readonly target:
    | { readonly provider: string; readonly workspace_id: string | null; readonly settings: InitialSettings }
    | { readonly credential_id: string };
  /** In seconds. */
  readonly expires_in: number;
  readonly allowed_origins: readonly string[];
}

export interface LinkDependencies extends WaitDependencies {
  readonly links: LinkReader;
  readonly linkQueue: LinkQueue;
}

export interface CreateLinkDependencies extends LinkDependencies {
  readonly reader: CredentialReader;
  readonly intakeKey: IntakeKey;
  /** Where the pages of links are, with a slash at its end. */
  readonly publicUrl: string;
  /** The URLs to which a page may return. */
  readonly returnUrls: ReadonlySet<string>;
}

/** `link` is null if the wait ended before the worker finished: the command is then safely queued. */
export interface CreatedLink {
  readonly id: string;
  readonly link: Link | null;
  /** The link itself, with its token: it is shown to the caller, and nowhere else. */
  readonly url: Secret;
}

/**
 * Queues the creation of an intake link and waits for it. A repeated request, by Idempotency-Key or, within a minute, by
 * content, finds the link of the first and shows the same URL. The token derives from the caller's: only its hash is sent.
 * @throws KeyferryError `not_found` for a credential that the caller may not see, `invalid_request` for a return URL that the
 *   deployment does not allow, `idempotency_mismatch` and `conflict` for a reused Idempotency-Key, `postponed` while the
 *   worker is behind, `unavailable` when the command could not be queued.
 */
export async function createLink(
  request: CreateLinkRequest,
  dependencies: CreateLinkDependencies,
): Promise<CreatedLink> {
  const { links, linkQueue, now } = dependencies;
  const given = await contentOf(request, dependencies);
  const digest = digestOf(request);
  const { id, known } = await findLink(request, given, digest, dependencies);
  const token = linkToken(request.caller.token, id);
  if (known === null) {
    if (!request.acceptsPending) shedLoad(dependencies);
    await linkQueue.send(createCommand(request, id, given, { digest, token, now: now() }));
  }
  const link =
    known ??
    (await awaitOutcome(() => links.find(id), linkEventId(id, "create"), request.waitUntil, dependencies));
  if (link !== null && link.body_digest !== null && link.body_digest !== digest) {
    throw new KeyferryError(
      "idempotency_mismatch",
      "This Idempotency-Key was used with another request body",
    );
  }
  const status = link === null ? "open" : statusAt(link, now());
  if (status !== "open") throw new KeyferryError("conflict", `The link that this request made is ${status}`);
  return { id, link, url: await urlOf(id, token, dependencies) };
}

async function urlOf(
  id: string,
  token: Secret,
  { publicUrl, intakeKey }: CreateLinkDependencies,
): Promise<Secret> {
  const thumbprint = publicKeyThumbprint(await intakeKey.publicKey());
  return new Secret(`${publicUrl}in/${id}#${reveal(token)}.${thumbprint}`);
}

/** What a link is for, and on which terms. */
type LinkContent = Pick<
  CreateLinkCommand,
  | "purpose"
  | "provider"
  | "workspace_id"
  | "workspace_label"
  | "name"
  | "settings"
  | "key_version"
  | "allowed_origins"
  | "return_url"
> & {
  /** Null for a new credential, whose id derives from the link's. */
  readonly credential_id: string | null;
};

async function contentOf(
  { target, caller, workspace_label, return_url, allowed_origins }: CreateLinkRequest,
  dependencies: CreateLinkDependencies,
): Promise<LinkContent> {
  if (return_url !== null && !dependencies.returnUrls.has(return_url)) {
    throw invalidField("return_url", "is not one that this deployment allows: see linkReturnUrls");
  }
  const terms = { workspace_label, return_url, allowed_origins: [...new Set(allowed_origins)] };
  if ("credential_id" in target) {
    const { id, provider, workspace_id, name, key_version } = await getCredential(
      target.credential_id,
      caller,
      dependencies,
    );
    const credential = { credential_id: id, provider, workspace_id, name, key_version };
    return { ...terms, ...credential, purpose: "rotate", settings: null };
  }
  const { provider, workspace_id, settings } = target;
  // The key is still to come: where it is the key that names the region, the worker compares the two.
  const problem = refuseRegion(provider, settings.declared_region ?? null, undefined);
  if (problem !== null) throw invalidField("declared_region", problem);
  const credential = { credential_id: null, provider, workspace_id, name: settings.name, settings };
  return { ...terms, ...credential, purpose: "create", key_version: null };
}

/** How long after its creation a request with the same content means the same link, without an Idempotency-Key. */
const REPEATED_WITHIN_MS = 60_000;

/**
 * Finds the link that a request means. Without an Idempotency-Key, a link that is closed, or older than a client that was
 * not answered would repeat itself, is followed by another: the same content sent later asks for a new link.
 */
async function findLink(
  { idempotencyKey, caller }: CreateLinkRequest,
  { key_version }: LinkContent,
  digest: string,
  { links, now }: CreateLinkDependencies,
): Promise<{ readonly id: string; readonly known: Link | null }> {
  const seed =
    idempotencyKey === undefined
      ? ["body", digest]
      : ["key", keyedDigest(reveal(caller.token), idempotencyKey)];
  const idOf = (attempt: number) => deriveId("link", ...seed, attempt);
  const isSpent = (link: Link | null): boolean =>
    idempotencyKey === undefined &&
    link !== null &&
    (statusAt(link, now()) !== "open" ||
      link.key_version !== key_version ||
      now().getTime() - Date.parse(link.created_at) > REPEATED_WITHIN_MS);
  const { attempt, state } = await findLatestAttempt((candidate) => links.find(idOf(candidate)), isSpent);
  return { id: idOf(attempt), known: state };
}

function createCommand(
  { caller, requestId, idempotencyKey, expires_in }: CreateLinkRequest,
  id: string,
  given: LinkContent,
  { digest, token, now }: { readonly digest: string; readonly token: Secret; readonly now: Date },
): CreateLinkCommand {
  return {
    ...given,
    version: COMMAND_VERSION,
    type: "link.create",
    id: linkEventId(id, "create"),
    link_id: id,
    credential_id: given.credential_id ?? linkedCredentialId(id),
    actor: actorOf(caller),
    request_id: requestId,
    requested_at: now.toISOString(),
    expires_at: new Date(now.getTime() + expires_in * 1000).toISOString(),
    token_hash: hashLinkToken(token),
    body_digest: idempotencyKey === undefined ? null : digest,
  };
}

export const actorOf = ({ managementKey }: Caller) => ({
  type: "management_key" as const,
  id: managementKey.id,
});

/** Keyed by the caller's token, so that nobody else can compute the id of the link, and with it that of the credential. */
function digestOf({ caller, target, expires_in, ...request }: CreateLinkRequest): string {
  const { workspace_label, return_url, allowed_origins } = request;
  const content = { target, expires_in, workspace_label, return_url, allowed_origins };
  return keyedDigest(reveal(caller.token), canonicalJson({ link: content }));
}
