/** A plausible bug: one text of one file, replaced by another. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** The kinds of fault that expose the bug. Its run has no others; empty if it needs none. */
  readonly faults: readonly string[];
}
