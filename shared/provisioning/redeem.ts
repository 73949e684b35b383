import type { Decision } from "../credentials/decide.ts";
import { type CredentialRecord, isPending, timeAfter } from "../credentials/pending-credential.ts";
import { redeemed, refused, refuseLink } from "../links/decide-link.ts";
import { statusAt } from "../links/link.ts";
import type { StoredLink } from "../links/ports.ts";
import { type OpenedKey, type OpenKeyDependencies, openKey } from "./open-key.ts";
import type { CredentialMessage } from "./parse-message.ts";
import { linkIdOf } from "./read-stored.ts";

/**
 * Opens and inspects the key of a command, if the link through which it came takes it. A key that came through a link was
 * typed by a person whom no answer but this one reaches: it is rejected if it is masked.
 * @throws KeyferryError `unavailable` when a seal may open later.
 */
export async function openKeyOfLink(
  message: Extract<CredentialMessage, { readonly kind: "command" }>,
  record: CredentialRecord | null,
  link: StoredLink | null,
  now: Date,
  dependencies: OpenKeyDependencies,
): Promise<OpenedKey> {
  const { command } = message;
  if (linkIdOf(message) === undefined) return openKey(command, record, dependencies);
  const keyVersion = record === null || isPending(record) ? null : record.key_version;
  const rejection = refuseLink(link?.link ?? null, command, keyVersion, now);
  if (rejection !== null) return { kind: "rejected", rejection };
  const opened = await openKey(command, record, dependencies);
  return opened.kind === "key" && opened.traits.warnings.includes("masked") ? MASKED : opened;
}

/**
 * The message after every time that the credential shows, where it rotates a key through a link. Its door reads no credential,
 * and a sender's clock may have been ahead: which key a link replaces is told by the key's version.
 */
export function afterRecord(message: CredentialMessage, record: CredentialRecord | null): CredentialMessage {
  if (message.kind !== "command" || linkIdOf(message) === undefined) return message;
  const { command } = message;
  return { ...message, command: { ...command, requested_at: timeAfter(record, command.requested_at) } };
}

const MASKED: OpenedKey = {
  kind: "rejected",
  rejection: { code: "refused_key", message: "This looks like a shortened or masked key." },
};

/**
 * The link after the decision on a command that came through it: redeemed where the command takes effect, and with one
 * attempt more where it does not. Null where the link stays as it is, because there is none, it is not open, or the command
 * is not what it is for.
 */
export function changeLink(
  stored: StoredLink | null,
  { credential, event }: Decision,
  logged: ReadonlyMap<string, unknown>,
  now: Date,
): StoredLink | null {
  if (stored === null || statusAt(stored.link, now) !== "open") return null;
  if (event.credential_id !== stored.link.credential_id || event.rejection?.code === "link_closed")
    return null;
  const { link, event: own } =
    credential === null ? refused(stored.link, event) : redeemed(stored.link, event, credential.label);
  return { link, news: [...stored.news.filter(({ id }) => !logged.has(id)), own] };
}
