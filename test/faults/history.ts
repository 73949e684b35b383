/** What one client did, in the order in which it did it, and what it was told. */
export interface Step {
  readonly client: string;
  readonly workspace: number;
  readonly action: "create" | "rotate" | "rename" | "delete" | "import";
  /** The credential, where the client knows it: a create that was never answered has none. */
  readonly credentialId: string | null;
  /** The raw key that the step brought, if any. */
  readonly key: string | null;
  readonly name: string | null;
  /**
   * - `done`: answered with the outcome.
   * - `accepted`: answered 202, or sent to the queue: it must happen.
   * - `unknown`: not answered, or with a 5xx: it may have happened or not.
   */
  readonly answer: "done" | "accepted" | "unknown";
  readonly status: number;
  /** The audit event that the step must leave, or may leave where its answer is unknown. */
  readonly eventId: string | null;
}

export type History = Step[];
