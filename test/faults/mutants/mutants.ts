import { API_MUTANTS } from "./api.ts";
import type { Mutant } from "./mutant.ts";
import { RELAY_MUTANTS } from "./relay.ts";
import { RESOLVER_MUTANTS } from "./resolver.ts";
import { WEBHOOK_MUTANTS } from "./webhook.ts";
import { WORKER_MUTANTS } from "./worker.ts";

/** The deliberate bugs. Each must make the fault run fail. */
export const MUTANTS: readonly Mutant[] = [
  ...API_MUTANTS,
  ...WEBHOOK_MUTANTS,
  ...WORKER_MUTANTS,
  ...RELAY_MUTANTS,
  ...RESOLVER_MUTANTS,
];
