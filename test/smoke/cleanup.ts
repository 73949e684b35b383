import { failureFields } from "../../shared/kernel/failure-fields.ts";

/** What a rehearsal made and must remove. */
export interface Cleanup {
  /** Registers the removal of a thing. Call it before the thing is made: a call that fails may have made it. */
  add(what: string, remove: () => Promise<void>): void;
  /** Removes everything, the latest first. @returns what is left, each with the reason. */
  run(): Promise<readonly string[]>;
}

export function createCleanup(): Cleanup {
  const removals: { readonly what: string; readonly remove: () => Promise<void> }[] = [];
  return {
    add(what, remove) {
      removals.push({ what, remove });
    },
    async run() {
      const left: string[] = [];
      for (let next = removals.pop(); next !== undefined; next = removals.pop()) {
        try {
          await next.remove();
        } catch (error) {
          left.push(`${next.what} (${reasonOf(error)})`);
        }
      }
      return left;
    },
  };
}

/** Names alone: the messages of AWS name accounts and identities, and a report is for an issue. */
export function reasonOf(error: unknown): string {
  const { reason, cause } = failureFields(error);
  return cause === undefined ? reason : `${reason}: ${cause}`;
}
