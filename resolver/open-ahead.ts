import { KeyferryError } from "../shared/kernel/errors.ts";
import { HeldCredential } from "./held-credential.ts";
import type { ResolverNotice } from "./notice.ts";
import type { Order, OrderedCredential } from "./resolution.ts";
import { withoutShared } from "./without-shared.ts";

/**
 * How many credentials are opened before an order is handed out. A workspace may have ten thousand of a provider, each with
 * a data key of its own: the rest is opened when its turn comes, which is almost never.
 */
const AHEAD = 8;

/**
 * Finds out whether the first credentials of an order open, and takes those out that never will. Where KMS does not answer
 * for one that comes before shared capacity, all of that capacity goes: an error must not decide who pays.
 * @throws KeyferryError `unavailable` when nothing is left that might serve the request now
 */
export async function openAhead(order: Order, notice: (notice: ResolverNotice) => void): Promise<Order> {
  const credentials = order.attempts.filter((attempt) => attempt.kind === "credential");
  const first = credentials.slice(0, AHEAD);
  const unknown = first.filter((ordered) => !isReady(HeldCredential.of(ordered.credential)));
  if (unknown.length === 0) return order;

  const failed = new Map<OrderedCredential, KeyferryError>();
  await Promise.all(
    unknown.map(async (ordered) => {
      const held = HeldCredential.of(ordered.credential);
      const knownBefore = held.opens;
      try {
        await held.open();
      } catch (error) {
        if (!(error instanceof KeyferryError)) throw error;
        failed.set(ordered, error);
        const { id: credential_id, provider } = ordered.credential;
        if (error.kind !== "conflict") notice({ kind: "vault_unavailable", credential_id });
        else if (knownBefore === undefined) notice({ kind: "unopenable", credential_id, provider });
      }
    }),
  );
  return failed.size === 0 ? order : without(order, failed);
}

/** Whether it opened before, and opens without a call of AWS. */
const isReady = (held: HeldCredential): boolean => held.opens === true && held.dataKey?.known !== undefined;

function without(order: Order, failed: ReadonlyMap<OrderedCredential, KeyferryError>): Order {
  const isUnopenable = (attempt: unknown) => failed.get(attempt as OrderedCredential)?.kind === "conflict";
  const unopenable = [...failed.keys()].filter(isUnopenable);
  const unavailable = new Set<unknown>([...failed.keys()].filter((ordered) => !isUnopenable(ordered)));
  const openable: Order = {
    ...order,
    attempts: order.attempts.filter((attempt) => !isUnopenable(attempt)),
    excluded: [
      ...order.excluded,
      ...unopenable.map(({ provider, credential: { id: credential_id } }) => ({
        credential_id,
        provider,
        reason: "unopenable" as const,
      })),
    ],
  };
  const isUnknown = openable.attempts.some(
    (attempt) =>
      attempt.kind === "credential" && attempt.section === "prioritized" && unavailable.has(attempt),
  );
  const safe = isUnknown ? withoutShared(openable, () => true) : openable;
  if (unavailable.size > 0 && safe.attempts.every((attempt) => unavailable.has(attempt))) {
    throw new KeyferryError("unavailable", "KMS does not answer, and every key that might be used needs it");
  }
  return safe;
}
