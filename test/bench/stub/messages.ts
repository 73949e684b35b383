import type { Change } from "./dynamodb.ts";
import type { WireItem } from "./item-size.ts";
import type { Step } from "./steps.ts";
import type { Usage } from "./usage.ts";

/** The messages from the benchmark to the stub. */
export type ToStub =
  | { readonly type: "take" }
  | { readonly type: "seed"; readonly item: WireItem }
  /** From now on, the table has what a worker would have created of the rows that are sent; or it forgets them. */
  | { readonly type: "import"; readonly on: boolean }
  /** From now on, the index lists the credentials of a workspace; or it is empty. */
  | { readonly type: "list"; readonly on: boolean }
  /** From now on, calls are answered in steps, which are recorded. */
  | { readonly type: "step"; readonly on: boolean }
  /** From now on, a sender gets its answer only after its message has been carried out. */
  | { readonly type: "hold"; readonly on: boolean }
  | { readonly type: "delivered"; readonly ticket: number };

export type FromStub =
  | { readonly type: "ready"; readonly endpoint: string; readonly cert: string }
  | ({ readonly type: "taken" } & Taken)
  | { readonly type: "delivery"; readonly ticket: number; readonly bodies: readonly string[] };

/** What the stub saw since it was asked before. */
export interface Taken {
  readonly usage: Usage;
  /** What the table's stream would pass on. */
  readonly stream: readonly Change[];
  readonly steps: readonly Step[];
}
