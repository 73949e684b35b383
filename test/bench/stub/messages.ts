import type { WireItem } from "./item-size.ts";
import type { Usage } from "./usage.ts";

/** The messages from the benchmark to the stub. */
export type ToStub =
  | { readonly type: "take" }
  | { readonly type: "seed"; readonly item: WireItem }
  /** From now on, a sender gets its answer only after its message has been carried out. */
  | { readonly type: "hold"; readonly on: boolean }
  | { readonly type: "delivered"; readonly ticket: number };

export type FromStub =
  | { readonly type: "ready"; readonly endpoint: string; readonly cert: string }
  | { readonly type: "taken"; readonly usage: Usage; readonly outbox: readonly WireItem[] }
  | { readonly type: "delivery"; readonly ticket: number; readonly bodies: readonly string[] };
