import type { Order, SharedAttempt } from "./resolution.ts";

/** An order without the shared capacity that must not stand in, since something that rules over it is not known now. */
export function withoutShared(order: Order, isAffected: (attempt: SharedAttempt) => boolean): Order {
  const lost = order.attempts.filter((attempt) => attempt.kind === "shared").filter(isAffected);
  return {
    ...order,
    attempts: order.attempts.filter((attempt) => !lost.some((each) => each === attempt)),
    shared_excluded: [
      ...order.shared_excluded,
      ...lost.map(({ provider }) => ({ provider, reason: "unavailable" as const })),
    ],
  };
}
