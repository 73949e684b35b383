import { didYouMean } from "../kernel/nearest-name.ts";

/** Types that many systems send to every endpoint. They have no part that could be anybody's key. */
const WELL_KNOWN: ReadonlySet<string> = new Set([
  ...["ping", "test", "webhook.ping", "webhook.test", "endpoint.test"],
  ...["user", "account", "customer", "organization", "team", "contact", "api_key"].flatMap((noun) =>
    ["created", "updated", "deleted"].map((verb) => `${noun}.${verb}`),
  ),
  ...[
    "invoice.created",
    "invoice.paid",
    "subscription.created",
    "subscription.updated",
    "subscription.deleted",
  ],
]);

/**
 * An event type for the audit log, if keyferry does not know it. A type is the sender's text and may be a
 * misplaced key, so only one of a closed list is repeated.
 * @param known keyferry's own types.
 */
export const describeType = (type: string, known: readonly string[]): string =>
  WELL_KNOWN.has(type) ? type : `(unknown type)${didYouMean([type], known)}`;
