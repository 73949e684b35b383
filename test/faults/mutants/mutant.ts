/** A bug that somebody might really write: one text of one file replaced by another. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** The kinds of fault that bring it out; the run on it has no others. Empty where it needs none. */
  readonly faults: readonly string[];
}
